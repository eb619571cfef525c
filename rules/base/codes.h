/*
 * codes.h - the code words of the field: grant codes, payment groups, grounds, groups.
 *
 * One table each (codes.c); enumerators of GrantCode stand in bytewise order of their text, so
 * sorting by number is sorting by text. Pure, constant; any thread may call these.
 */
#ifndef TILSKUDD_RULES_CODES_H
#define TILSKUDD_RULES_CODES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Every code a decision line can carry (grants.md 2 and 3). */
typedef enum GrantCode {
    GRANT_AR_1 = 0,
    GRANT_AR_1_B,
    GRANT_AR_1_EM,
    GRANT_AR_1_EV,
    GRANT_AR_2,
    GRANT_AR_3,
    GRANT_AR_4,
    GRANT_AR_5,
    GRANT_ASYLNORSK,
    GRANT_BHT,
    GRANT_ELDR,
    GRANT_EMINB,
    GRANT_EMINU,
    GRANT_EM_PER_PERSON,
    GRANT_EM_SETTLED_THIS_YEAR,
    GRANT_FHT1,
    GRANT_FHT2,
    GRANT_GRUNN_1_3,
    GRANT_GRUNN_4_150,
    GRANT_P_AR1_H,
    GRANT_P_AR1_L,
    GRANT_P_AR2_H,
    GRANT_P_AR2_L,
    GRANT_P_AR3_H,
    GRANT_P_AR3_L,
    GRANT_P37D_AR1,
    GRANT_SKOLE,
    GRANT_CODE_COUNT
} GrantCode;
enum { LINE_CODES = GRANT_CODE_COUNT };

/* Payment groups (grants.md 4, table), in the table's order. */
typedef enum PaymentGroup {
    GROUP_INT_1 = 0,
    GROUP_INT_2_5,
    GROUP_FHT,
    GROUP_EM,
    GROUP_NORSK,
    GROUP_GRUNN,
    GROUP_ASYLNORSK,
    PAYMENT_GROUP_COUNT
} PaymentGroup;

/* Bits of --schemes. */
typedef enum Scheme { SCHEME_INTEGRATION = 1, SCHEME_NORWEGIAN = 2, SCHEMES_ALL = 3 } Scheme;

/* Ground of a residence permit (grunnlag, grants.md 2.1). */
typedef enum Ground {
    GROUND_ASYL = 0,
    GROUND_OVERFORINGSFLYKTNING,
    GROUND_HUMANITAERT,
    GROUND_KOLLEKTIV_BESKYTTELSE,
    GROUND_FAMILIE_FLYKTNING,
    GROUND_FAMILIE_HUMANITAERT,
    GROUND_SELVSTENDIG,
    GROUND_BEGRENSET_EM,
    GROUND_BEGRENSET_FAMILIE,
    GROUND_FAMILIE_NORDISK,
    GROUND_FAMILIE_ANNEN,
    GROUND_ARBEID,
    GROUND_ARBEID_EOS,
    GROUND_ASYLSOKER,
    GROUND_COUNT
} Ground;

/* Group at settlement (gruppe, grants.md 2.2). */
typedef enum SettlementGroup {
    SETTLEMENT_ENSLIG_VOKSEN = 0,
    SETTLEMENT_VOKSEN,
    SETTLEMENT_BARN,
    SETTLEMENT_ENSLIG_MINDREARIG,
    SETTLEMENT_GROUP_COUNT
} SettlementGroup;

/* "AR-1-EV", "INT-2-5", "ASYL", "BARN". Never NULL for a valid enumerator. */
const char *grant_code_text(GrantCode code);
const char *payment_group_text(PaymentGroup group);
const char *ground_text(Ground ground);
const char *settlement_group_text(SettlementGroup group);

/* False when the text (not NUL-terminated) is no such word. */
bool grant_code_parse(const char *text, size_t length, GrantCode *code);
bool payment_group_parse(const char *text, size_t length, PaymentGroup *group);
bool ground_parse(const char *text, size_t length, Ground *ground);
bool settlement_group_parse(const char *text, size_t length, SettlementGroup *group);

/* Payment group of a code, scheme of a group (grants.md 4, cli.md --schemes). */
PaymentGroup grant_code_group(GrantCode code);
Scheme payment_group_scheme(PaymentGroup group);
/* AR-1*, BHT, ELDR, SKOLE: the year-1 codes the claim rule is about (grants.md 2.2). */
bool grant_code_is_year_one(GrantCode code);
/* The person's own year 1 among them: AR-1, AR-1-B, AR-1-EM, AR-1-EV. */
bool grant_code_is_settling(GrantCode code);
/* Groups INT-1 and INT-2-5: what the integration grant proper pays (grants.md 2.2, 2.3). */
bool grant_code_is_integration(GrantCode code);
/* FHT2: no rate, each decision says its amount (grants.md 2.4). */
bool grant_code_is_by_decision(GrantCode code);
/* The grant year that the code itself names: 1 for what comes with year 1; 0: none. */
int grant_code_year(GrantCode code);
/* FAMILIE_FLYKTNING, FAMILIE_HUMANITAERT, FAMILIE_NORDISK, FAMILIE_ANNEN. */
bool ground_is_family(Ground ground);

/* ISO 3166-1 alpha-3 as a number, 'A'-based 15 bits; 0 unknown or stateless ("XXA" and other
 * codes are kept as they are). */
typedef uint16_t Country;
bool country_parse(const char *text, size_t length, Country *country);
void country_format(Country country, char text[4]);
/* True for the low-rate countries of grants.md 3. */
bool country_is_low(Country country);
/* True for a code of ISO 3166-1 alpha-3 (an unknown or stateless background is not). */
bool country_is_known(Country country);

#endif
