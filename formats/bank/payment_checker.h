/*
 * payment_checker.h - is this payment file fit to be sent? payments.md 2.
 *
 * Three layers: well-formed XML without DOCTYPE; what the ISO schema demands of pain.001.001.03
 * and .09, by an own grammar (payment_grammar.def); the business rules common to all banks, and
 * with a bank profile that bank's. Every broken rule has a stable code (payment_rules.def), a
 * line and a message. Ownership: payment_check_free. One thread per check.
 */
#ifndef TILSKUDD_FORMATS_PAYMENT_CHECKER_H
#define TILSKUDD_FORMATS_PAYMENT_CHECKER_H

#include "formats/bank/bank_profile.h"
#include "formats/base/text_buffer.h"

typedef enum PaymentRule {
#define PAYMENT_RULE(name, code, text) PAYMENT_RULE_##name,
#include "formats/bank/payment_rules.def"
#undef PAYMENT_RULE
    PAYMENT_RULE_COUNT
} PaymentRule;

enum { PAYMENT_FINDINGS_MAX = 10000, PAYMENT_MESSAGE_SIZE = 224, PAYMENT_DEPTH_MAX = 64 };

typedef struct PaymentFinding {
    PaymentRule rule;
    size_t line;                        /* of the element concerned, from 1 */
    size_t order;                       /* of finding */
    char message[PAYMENT_MESSAGE_SIZE]; /* one line, no tab */
} PaymentFinding;

typedef struct PaymentCheck {
    PaymentFinding *findings; /* by line, then order of finding */
    size_t count, capacity;
    size_t dropped; /* beyond PAYMENT_FINDINGS_MAX */
} PaymentCheck;

/*
 * Checks the content (uncompressed) of a payment file. `profile` may be NULL: then only the
 * rules common to all banks. Broken rules are findings, not failures; fails with MEMORY only.
 * `result` need not be set before; free it also after a failure.
 */
MUST_USE Status payment_check(const void *bytes, size_t size, const BankProfile *profile,
                              PaymentCheck *result, Failure *failure);
void payment_check_free(PaymentCheck *result);
CLEANUP_VALUE(PaymentCheck, payment_check_free)

/* "CODE<TAB>line<TAB>message<NL>" for each finding; after the tenth of one rule, one more line
 * at the next one's place says how many more there are. */
enum { PAYMENT_REPEATS_SHOWN = 10 };
void payment_check_print(const PaymentCheck *result, TextBuffer *out);

/* "PAY-SUM" and what the rule says, constant. */
const char *payment_rule_code(PaymentRule rule);
const char *payment_rule_text(PaymentRule rule);
/* True for a code of the schema layer (XML-... or SCHEMA-...). */
bool payment_rule_is_schema(PaymentRule rule);

#endif
