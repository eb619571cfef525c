/*
 * payment_checking.h - what the parts of the payment checker share. Internal to
 * payment_checker*.c. One thread.
 */
#ifndef TILSKUDD_FORMATS_PAYMENT_CHECKING_H
#define TILSKUDD_FORMATS_PAYMENT_CHECKING_H

#include "formats/bank/payment_checker.h"
#include "formats/bank/payment_grammar.h"
#include "formats/xml/xml_tree.h"

typedef struct Checking {
    const char *bytes; /* of the file */
    size_t size;
    XmlTree tree;
    MessageVersion version;
    const BankProfile *profile; /* NULL: none */
    uint8_t *types; /* of each node: PainType, or TYPE_UNKNOWN where the grammar has no place */
    PaymentCheck *result;
    Status status; /* the first failure; findings are dropped after it */
    Failure *failure;
} Checking;

enum { TYPE_UNKNOWN = UINT8_MAX };
_Static_assert((int)PAIN_TYPE_COUNT < (int)TYPE_UNKNOWN, "a mark beyond all types");

/* Adds a finding at a node or line. Control characters in the message become '?'. */
void checking_find(Checking *checking, PaymentRule rule, uint32_t node, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void checking_find_at(Checking *checking, PaymentRule rule, size_t line, const char *format,
                      ...) __attribute__((format(printf, 4, 5)));

/* The layers. The root is Document of checking->version when these are called. */
void payment_check_schema(Checking *checking);
void payment_check_rules(Checking *checking);
void payment_check_bank(Checking *checking);

/* Number of payment groups' transactions in the whole message. */
size_t checking_transactions(const Checking *checking, uint32_t message);
/* The message: Document/CstmrCdtTrfInitn; XML_NODE_NONE when it is missing. */
uint32_t checking_message(const Checking *checking);
/* The first organisation id (Id/OrgId/Othr) of a party with SchmeNm/Cd `scheme`. */
uint32_t checking_party_id(const Checking *checking, uint32_t party, const char *scheme);

#endif
