/*
 * codes.c - the code words of the field, one table each, and the countries of grants.md 3.
 */
#include "rules/base/codes.h"

#include <string.h>

#include "rules/base/status.h"

typedef struct GrantCodeRow {
    const char *text;
    PaymentGroup group;
} GrantCodeRow;

/* grants.md 4, table: the payment group of every code, in the order of the texts' bytes. */
static const GrantCodeRow grant_code_rows[GRANT_CODE_COUNT] = {
    [GRANT_AR_1] = {"AR-1", GROUP_INT_1},
    [GRANT_AR_1_B] = {"AR-1-B", GROUP_INT_1},
    [GRANT_AR_1_EM] = {"AR-1-EM", GROUP_INT_1},
    [GRANT_AR_1_EV] = {"AR-1-EV", GROUP_INT_1},
    [GRANT_AR_2] = {"AR-2", GROUP_INT_2_5},
    [GRANT_AR_3] = {"AR-3", GROUP_INT_2_5},
    [GRANT_AR_4] = {"AR-4", GROUP_INT_2_5},
    [GRANT_AR_5] = {"AR-5", GROUP_INT_2_5},
    [GRANT_ASYLNORSK] = {"ASYLNORSK", GROUP_ASYLNORSK},
    [GRANT_BHT] = {"BHT", GROUP_INT_1},
    [GRANT_ELDR] = {"ELDR", GROUP_INT_1},
    [GRANT_EMINB] = {"EMINB", GROUP_EM},
    [GRANT_EMINU] = {"EMINU", GROUP_EM},
    [GRANT_EM_PER_PERSON] = {"EM_PER_PERSON", GROUP_EM},
    [GRANT_EM_SETTLED_THIS_YEAR] = {"EM_SETTLED_THIS_YEAR", GROUP_EM},
    [GRANT_FHT1] = {"FHT1", GROUP_FHT},
    [GRANT_FHT2] = {"FHT2", GROUP_FHT},
    [GRANT_GRUNN_1_3] = {"GRUNN-1-3", GROUP_GRUNN},
    [GRANT_GRUNN_4_150] = {"GRUNN-4-150", GROUP_GRUNN},
    [GRANT_P_AR1_H] = {"P-AR1-H", GROUP_NORSK},
    [GRANT_P_AR1_L] = {"P-AR1-L", GROUP_NORSK},
    [GRANT_P_AR2_H] = {"P-AR2-H", GROUP_NORSK},
    [GRANT_P_AR2_L] = {"P-AR2-L", GROUP_NORSK},
    [GRANT_P_AR3_H] = {"P-AR3-H", GROUP_NORSK},
    [GRANT_P_AR3_L] = {"P-AR3-L", GROUP_NORSK},
    [GRANT_P37D_AR1] = {"P37D-AR1", GROUP_NORSK},
    [GRANT_SKOLE] = {"SKOLE", GROUP_INT_1},
};

static const char *const payment_group_texts[PAYMENT_GROUP_COUNT] = {
    "INT-1", "INT-2-5", "FHT", "EM", "NORSK", "GRUNN", "ASYLNORSK"};

static const char *const ground_texts[GROUND_COUNT] = {
    "ASYL",
    "OVERFORINGSFLYKTNING",
    "HUMANITAERT",
    "KOLLEKTIV_BESKYTTELSE",
    "FAMILIE_FLYKTNING",
    "FAMILIE_HUMANITAERT",
    "SELVSTENDIG",
    "BEGRENSET_EM",
    "BEGRENSET_FAMILIE",
    "FAMILIE_NORDISK",
    "FAMILIE_ANNEN",
    "ARBEID",
    "ARBEID_EOS",
    "ASYLSOKER",
};

static const char *const settlement_group_texts[SETTLEMENT_GROUP_COUNT] = {
    "ENSLIG_VOKSEN", "VOKSEN", "BARN", "ENSLIG_MINDREARIG"};

const char *grant_code_text(GrantCode code)
{
    INVARIANT((unsigned)code < GRANT_CODE_COUNT);
    return grant_code_rows[code].text;
}

const char *payment_group_text(PaymentGroup group)
{
    INVARIANT((unsigned)group < PAYMENT_GROUP_COUNT);
    return payment_group_texts[group];
}

const char *ground_text(Ground ground)
{
    INVARIANT((unsigned)ground < GROUND_COUNT);
    return ground_texts[ground];
}

const char *settlement_group_text(SettlementGroup group)
{
    INVARIANT((unsigned)group < SETTLEMENT_GROUP_COUNT);
    return settlement_group_texts[group];
}

static bool same_word(const char *word, const char *text, size_t length)
{
    return strlen(word) == length && memcmp(word, text, length) == 0;
}

/* Index of a word in a list, or -1. */
static int find_word(const char *const *words, int count, const char *text, size_t length)
{
    for (int i = 0; i < count; i++) {
        if (same_word(words[i], text, length)) return i;
    }
    return -1;
}

bool grant_code_parse(const char *text, size_t length, GrantCode *code)
{
    for (int i = 0; i < GRANT_CODE_COUNT; i++) {
        if (same_word(grant_code_rows[i].text, text, length)) {
            *code = (GrantCode)i;
            return true;
        }
    }
    return false;
}

bool payment_group_parse(const char *text, size_t length, PaymentGroup *group)
{
    int index = find_word(payment_group_texts, PAYMENT_GROUP_COUNT, text, length);
    if (index >= 0) *group = (PaymentGroup)index;
    return index >= 0;
}

bool ground_parse(const char *text, size_t length, Ground *ground)
{
    int index = find_word(ground_texts, GROUND_COUNT, text, length);
    if (index >= 0) *ground = (Ground)index;
    return index >= 0;
}

bool settlement_group_parse(const char *text, size_t length, SettlementGroup *group)
{
    int index = find_word(settlement_group_texts, SETTLEMENT_GROUP_COUNT, text, length);
    if (index >= 0) *group = (SettlementGroup)index;
    return index >= 0;
}

PaymentGroup grant_code_group(GrantCode code)
{
    INVARIANT((unsigned)code < GRANT_CODE_COUNT);
    return grant_code_rows[code].group;
}

Scheme payment_group_scheme(PaymentGroup group)
{
    INVARIANT((unsigned)group < PAYMENT_GROUP_COUNT);
    return group <= GROUP_EM ? SCHEME_INTEGRATION : SCHEME_NORWEGIAN;
}

bool grant_code_is_year_one(GrantCode code)
{
    return grant_code_group(code) == GROUP_INT_1;
}

bool grant_code_is_settling(GrantCode code)
{
    return code == GRANT_AR_1 || code == GRANT_AR_1_B || code == GRANT_AR_1_EM ||
           code == GRANT_AR_1_EV;
}

bool grant_code_is_by_decision(GrantCode code)
{
    return code == GRANT_FHT2;
}

bool grant_code_is_integration(GrantCode code)
{
    PaymentGroup group = grant_code_group(code);
    return group == GROUP_INT_1 || group == GROUP_INT_2_5;
}

int grant_code_year(GrantCode code)
{
    switch (code) {
    case GRANT_AR_2:
    case GRANT_P_AR2_H:
    case GRANT_P_AR2_L:
        return 2;
    case GRANT_AR_3:
    case GRANT_P_AR3_H:
    case GRANT_P_AR3_L:
        return 3;
    case GRANT_AR_4:
        return 4;
    case GRANT_AR_5:
        return 5;
    case GRANT_P_AR1_H:
    case GRANT_P_AR1_L:
    case GRANT_P37D_AR1:
        return 1;
    default:
        return grant_code_is_year_one(code) ? 1 : 0;
    }
}

bool ground_is_family(Ground ground)
{
    return ground == GROUND_FAMILIE_FLYKTNING || ground == GROUND_FAMILIE_HUMANITAERT ||
           ground == GROUND_FAMILIE_NORDISK || ground == GROUND_FAMILIE_ANNEN;
}

/* Countries as second and third letters, one row for each first letter. */

/* grants.md 3, low rate: Western Europe, North America, Australia, New Zealand. */
static const char *const low_countries[26] = {
    "LANDUSUT",   /* A */
    "ELMU",       /* B */
    "ANHEYP",     /* C */
    "EUNK",       /* D */
    "SP",         /* E */
    "INRARO",     /* F */
    "BRGYIBRCRL", /* G */
    "",           /* H */
    "MNRLSLTA",   /* I */
    "EY",         /* J */
    "",           /* K */
    "IEUX",       /* L */
    "COLT",       /* M */
    "LDORZL",     /* N */
    "",           /* O */
    "RT",         /* P */
    "",           /* Q */
    "",           /* R */
    "JMMRPMWE",   /* S */
    "",           /* T */
    "SA",         /* U */
    "AT",         /* V */
    "",           /* W */
    "",           /* X */
    "",           /* Y */
    "",           /* Z */
};

/* ISO 3166-1 alpha-3, the 249 assigned codes. */
static const char *const known_countries[26] = {
    "BWFGGOIALALBNDRERGRMSMTATFTGUSUTZE",               /* A */
    "DIELENESFAGDGRHRHSIHLMLRLZMUOLRARBRNTNVTWA",       /* B */
    "AFANCKHEHLHNIVMRODOGOKOLOMPVRIUBUWXRYMYPZE",       /* C */
    "EUJIMANKOMZA",                                     /* D */
    "CUGYRISHSPSTTH",                                   /* E */
    "INJILKRAROSM",                                     /* F */
    "ABBREOGYHAIBINLPMBNBNQRCRDRLTMUFUMUY",             /* G */
    "KGMDNDRVTIUN",                                     /* H */
    "DNMNNDOTRLRNRQSLSRTA",                             /* I */
    "AMEYORPN",                                         /* J */
    "AZENGZHMIRNAORWT",                                 /* K */
    "AOBNBRBYCAIEKASOTUUXVA",                           /* L */
    "ACAFARCODADGDVEXHLKDLILTMRNENGNPOZRTSRTQUSWIYSYT", /* M */
    "AMCLERFKGAICIULDORPLRUZL",                         /* N */
    "MN",                                               /* O */
    "AKANCNERHLLWNGOLRIRKRTRYSEYF",                     /* P */
    "AT",                                               /* Q */
    "EUOUUSWA",                                         /* R */
    "AUDNENGPGSHNJMLBLELVMROMPMRBSDTPURVKVNWEWZXMYCYR", /* S */
    "CACDGOHAJKKLKMLSONTOUNURUVWNZA",                   /* T */
    "GAKRMIRYSAZB",                                     /* U */
    "ATCTENGBIRNMUT",                                   /* V */
    "LFSM",                                             /* W */
    "",                                                 /* X */
    "EM",                                               /* Y */
    "AFMBWE",                                           /* Z */
};

/* Five bits a letter, A is 1, so that no country is 0. */
bool country_parse(const char *text, size_t length, Country *country)
{
    if (length != 3) return false;
    unsigned value = 0;
    for (size_t i = 0; i < 3; i++) {
        if (text[i] < 'A' || text[i] > 'Z') return false;
        value = value << 5 | (unsigned)(text[i] - 'A' + 1);
    }
    *country = (Country)value;
    return true;
}

void country_format(Country country, char text[4])
{
    text[0] = '\0';
    if (country == 0) return;
    for (unsigned i = 0; i < 3; i++)
        text[i] = (char)('A' - 1 + ((unsigned)country >> (10 - 5 * i) & 31u));
    text[3] = '\0';
}

static bool is_listed(const char *const *rows, Country country)
{
    char text[4];
    country_format(country, text);
    if (text[0] < 'A' || text[0] > 'Z') return false;
    for (const char *row = rows[text[0] - 'A']; *row != '\0'; row += 2) {
        if (row[0] == text[1] && row[1] == text[2]) return true;
    }
    return false;
}

bool country_is_low(Country country)
{
    return is_listed(low_countries, country);
}

bool country_is_known(Country country)
{
    return is_listed(known_countries, country);
}
