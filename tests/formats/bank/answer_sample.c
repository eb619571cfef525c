#include "tests/formats/bank/answer_sample.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define URN "urn:iso:std:iso:20022:tech:xsd:"

const char answer_sample_status_03[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<Document xmlns=\"" URN "pain.002.001.03\">\n"
    "  <CstmrPmtStsRpt>\n"
    "    <GrpHdr><MsgId>STATUS-1</MsgId><CreDtTm>2018-10-09T07:01:02</CreDtTm></GrpHdr>\n"
    "    <OrgnlGrpInfAndSts>\n"
    "      <OrgnlMsgId>RUN-1-0001</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.03</OrgnlMsgNmId>\n"
    "      <OrgnlNbOfTxs>3</OrgnlNbOfTxs><OrgnlCtrlSum>1100.5</OrgnlCtrlSum>\n"
    "      <GrpSts>PART</GrpSts>\n"
    "    </OrgnlGrpInfAndSts>\n"
    "    <OrgnlPmtInfAndSts>\n"
    "      <OrgnlPmtInfId>RUN-1-0001</OrgnlPmtInfId>\n"
    "      <PmtInfSts>PART</PmtInfSts>\n"
    "      <NbOfTxsPerSts><DtldNbOfTxs>2</DtldNbOfTxs><DtldSts>ACSP</DtldSts>"
    "</NbOfTxsPerSts>\n"
    "      <NbOfTxsPerSts><DtldNbOfTxs>1</DtldNbOfTxs><DtldSts>RJCT</DtldSts>"
    "</NbOfTxsPerSts>\n"
    "      <TxInfAndSts>\n"
    "        <OrgnlEndToEndId>0301-EM-1</OrgnlEndToEndId>\n"
    "        <TxSts>RJCT</TxSts>\n"
    "        <StsRsnInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>Kontoen er</AddtlInf>"
    "<AddtlInf>avsluttet</AddtlInf></StsRsnInf>\n"
    "        <OrgnlTxRef><Amt><InstdAmt Ccy=\"NOK\">100.50</InstdAmt></Amt></OrgnlTxRef>\n"
    "      </TxInfAndSts>\n"
    "    </OrgnlPmtInfAndSts>\n"
    "  </CstmrPmtStsRpt>\n"
    "</Document>\n";

const char answer_sample_status_10[] =
    "<ns2:Document xmlns:ns2=\"" URN "pain.002.001.10\"><ns2:CstmrPmtStsRpt>\n"
    "<ns2:GrpHdr><ns2:MsgId>S2</ns2:MsgId><ns2:CreDtTm>2018-10-09T07:01:02Z</ns2:CreDtTm>"
    "</ns2:GrpHdr>\n"
    "<ns2:OrgnlGrpInfAndSts><ns2:OrgnlMsgId>RUN-1-0001</ns2:OrgnlMsgId>"
    "<ns2:OrgnlMsgNmId>pain.001</ns2:OrgnlMsgNmId><ns2:GrpSts>RJCT</ns2:GrpSts>\n"
    "<ns2:StsRsnInf><ns2:Rsn><ns2:Prtry>Feil i fil</ns2:Prtry></ns2:Rsn></ns2:StsRsnInf>\n"
    "</ns2:OrgnlGrpInfAndSts></ns2:CstmrPmtStsRpt></ns2:Document>\n";

const char answer_sample_booking_02[] =
    "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n"
    "<Document xmlns=\"" URN "camt.054.001.02\"><BkToCstmrDbtCdtNtfctn>\n"
    "<GrpHdr><MsgId>N1</MsgId><CreDtTm>2018-10-09T21:00:00+02:00</CreDtTm></GrpHdr>\n"
    "<Ntfctn><Id>1</Id><CreDtTm>2018-10-09T21:00:00+02:00</CreDtTm>\n"
    "<Acct><Id><IBAN>NO9386011117947</IBAN></Id></Acct>\n"
    "<Ntry><Amt Ccy=\"NOK\">1100.5</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts>\n"
    "<BookgDt><Dt>2018-10-09</Dt></BookgDt><AcctSvcrRef>B77</AcctSvcrRef>\n"
    "<BkTxCd><Prtry><Cd>X</Cd></Prtry></BkTxCd>\n"
    "<NtryDtls><Btch><PmtInfId>RUN-1-0001</PmtInfId><NbOfTxs>3</NbOfTxs></Btch></NtryDtls>\n"
    "</Ntry>\n"
    "<Ntry><Amt Ccy=\"NOK\">500</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>\n"
    "<BookgDt><DtTm>2018-10-10T01:00:00</DtTm></BookgDt>\n"
    "<BkTxCd><Prtry><Cd>X</Cd></Prtry></BkTxCd>\n"
    "<NtryDtls><TxDtls><Refs><EndToEndId>1507-INT-1-1</EndToEndId></Refs>\n"
    "<RtrInf><Rsn><Cd>AC01</Cd></Rsn><AddtlInf>Ukjent konto p\xe5 S\xf8r</AddtlInf></RtrInf>\n"
    "</TxDtls></NtryDtls></Ntry>\n"
    "</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>\n";

const char answer_sample_booking_08[] =
    "<Document xmlns=\"" URN "camt.054.001.08\"><BkToCstmrDbtCdtNtfctn>\n"
    "<GrpHdr><MsgId>N2</MsgId><CreDtTm>2018-10-09T21:00:00</CreDtTm></GrpHdr>\n"
    "<Ntfctn><Id>1</Id><Acct><Id><Othr><Id>86011117947</Id></Othr></Id></Acct>\n"
    "<Ntry><Amt Ccy=\"NOK\">600.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>\n"
    "<BookgDt><Dt>2018-10-09</Dt></BookgDt><AcctSvcrRef>B78</AcctSvcrRef><BkTxCd/>\n"
    "<NtryDtls><TxDtls><Refs><MsgId>RUN-1-0001</MsgId><EndToEndId>0301-EM-1</EndToEndId>"
    "</Refs><Amt Ccy=\"NOK\">100.500</Amt><CdtDbtInd>DBIT</CdtDbtInd></TxDtls>\n"
    "<TxDtls><Refs><EndToEndId>0301-FHT-1</EndToEndId></Refs>"
    "<Amt Ccy=\"NOK\">499.5</Amt><CdtDbtInd>DBIT</CdtDbtInd></TxDtls></NtryDtls></Ntry>\n"
    "<Ntry><Amt Ccy=\"NOK\">1</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>PDNG</Cd></Sts>"
    "<BkTxCd/></Ntry>\n"
    "</Ntfctn>\n"
    "<Ntfctn><Id>2</Id><Acct><Id><IBAN>SE4550000000058398257466</IBAN></Id></Acct>\n"
    "<Ntry><Amt Ccy=\"SEK\">5</Amt><CdtDbtInd>CRDT</CdtDbtInd><RvslInd>true</RvslInd>"
    "<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2018-10-09</Dt></BookgDt><BkTxCd/></Ntry>\n"
    "</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>\n";

char *answer_changed(const char *sample, const char *from, const char *to)
{
    const char *at = strstr(sample, from);
    size_t size = strlen(sample) + strlen(to) + 1;
    char *text = at != NULL ? malloc(size) : NULL;
    if (text != NULL)
        snprintf(text, size, "%.*s%s%s", (int)(at - sample), sample, to, at + strlen(from));
    return text;
}
