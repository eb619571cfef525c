/*
 * grant.h - what a person has earned: the result of the rules. grants.md 2 to 4.
 *
 * The rules are pure: registrations and rule sets in, earned parts out, no allocation. The same
 * code computes the run and explains it: a Trace, when given, hears every step.
 * Any thread may call these with its own buffers.
 */
#ifndef TILSKUDD_RULES_GRANT_H
#define TILSKUDD_RULES_GRANT_H

#include "rules/base/municipality.h"
#include "rules/base/registration.h"
#include "rules/ruleset/rule_set.h"

/* Why a part is not simply payable by the rules themselves. */
typedef enum PartProblem {
    PART_FINE = 0,
    PART_RATE_MISSING,          /* holds the line: rate and earned are 0 */
    PART_MUNICIPALITY_AMBIGUOUS /* holds the line: a split code, no successor in the history */
} PartProblem;

/* One interval of one municipality at one rate: one decision line before the comparison. */
typedef struct EarnedPart {
    uint8_t code;       /* GrantCode */
    uint8_t grant_year; /* n: 1 to 5; of the Norwegian grant 1 to 3; ASYLNORSK and GRUNN 0 */
    uint8_t problem;    /* PartProblem */
    int16_t budget_year;
    MunicipalityCode municipality; /* on the cut-off date; the registered code if ambiguous */
    Fraction from, to;             /* share of the year */
    Kroner rate;                   /* amount of FHT2: the decision's, at most the ceiling */
    Ore earned;                    /* through the quarter that is run */
    int16_t rate_index;            /* row in RuleSet.rates, -1 when missing */
} EarnedPart;

/* Warnings the rules themselves notice (they change no money; control.md turns them into
 * findings). Bits. */
typedef enum GrantNote {
    NOTE_SPECIAL_GRANT_NOWHERE = 1u << 0, /* FHT decision on a day without residence */
    NOTE_COUNTRY_UNKNOWN = 1u << 1,   /* background unknown or stateless, rate group chosen */
    NOTE_NORWEGIAN_NOWHERE = 1u << 2, /* Norwegian grant, but nowhere on the first day */
    NOTE_ASYLUM_NOT_IN_CENTRE = 1u << 3, /* asylum training outside a centre */
    NOTE_RULE_SET_MISSING = 1u << 4      /* a claimed year before the opening has no rule set */
} GrantNote;

/* Why a person has no line of a scheme; the first that applies, in this order. */
typedef enum NoGrantReason {
    NO_GRANT_HAS_LINES = 0,
    NO_GRANT_NOT_SETTLED,     /* no bosetting known at the cut-off, not a newborn */
    NO_GRANT_NO_PERMIT,       /* no permit decided by the settlement */
    NO_GRANT_GROUND,          /* the ground gives none (N = 0) */
    NO_GRANT_NOT_PERMANENT,   /* varig="false" */
    NO_GRANT_FAMILY_LATE,     /* family application after more than five years */
    NO_GRANT_NEWBORN_OUTSIDE, /* born before or more than six months after settlement */
    NO_GRANT_YEARS_PAST,      /* grant year over N */
    NO_GRANT_NOT_RESIDENT,    /* not resident on 1 January */
    NO_GRANT_NOT_CLAIMED,     /* krav missing, later than the cut-off, or too late */
    NO_GRANT_NOT_DUE,         /* due in a later quarter */
    NO_GRANT_NOT_TARGET,      /* Norwegian grant: not in the target group */
    NO_GRANT_REASON_COUNT
} NoGrantReason;

/* "not-settled", ...: what persons-without-grant.csv shows. Never NULL. One reason a person:
 * the integration grant's; the Norwegian one's only for who is not settled but in its target
 * group, and in a run without the integration grant. */
const char *no_grant_reason_text(NoGrantReason reason);

/* A move that cuts a budget year at `point`; `to` is MUNICIPALITY_NONE for who is no longer
 * resident anywhere. */
typedef struct TracedMove {
    Day day;
    int budget_year;
    MunicipalityCode from, to; /* on the cut-off date */
    Fraction point;
} TracedMove;

/* Hears the steps of a computation; texts are complete sentences, amounts and dates in them.
 * `paragraph` is that of grants.md ("2.3"), `rule_version` comes from the rule set. */
typedef struct Trace {
    void (*step)(void *user, const char *paragraph, const char *text); /* NULL: no sentences */
    void *user;
    void (*move)(void *user, const TracedMove *move); /* NULL: no moves */
} Trace;

/* Tells a trace (NULL: does nothing), printf style. */
void trace_step(const Trace *trace, const char *paragraph, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

struct ControlThresholds;

/* What the computation of one budget year needs. Borrowed for the call. */
typedef struct GrantContext {
    const RuleSet *rules; /* of the budget year */
    /* limits of the controls in `rules`, looked up once (control_thresholds.h); needed by
     * person_controls() alone, else NULL */
    const struct ControlThresholds *thresholds;
    const MunicipalityTable *municipalities;
    const MunicipalityMapping *mapping; /* to the cut-off date */
    int budget_year;
    int run_year, run_quarter; /* budget_year < run_year: an earlier year, computed in full */
    Day cutoff;
    /* grants.md 4.1: budget years before the ledger's opening pay only year-1 codes claimed in
     * the opening year or later. 0 in a dry run without ledger: no opening. */
    int opening_year;
    /* A forecast: whoever is there on the cut-off is taken to be there on later days too, also
     * on a 15 January that is still to come. cli.md. */
    bool frozen;
} GrantContext;

/* The caller's buffer. The functions append; STATUS_BUFFER_TOO_SMALL when it is full (the
 * caller grows it and computes the person again). */
typedef struct EarnedParts {
    EarnedPart *items;
    size_t count;
    size_t capacity;
} EarnedParts;

typedef struct GrantOutcome {
    uint8_t reason; /* NoGrantReason when the call appended nothing, else HAS_LINES */
    uint32_t notes; /* GrantNote bits */
} GrantOutcome;

/*
 * Integration grant and special grants of one person for one budget year, grants.md 2: year 1,
 * one-offs, years 2 to 5, EM*, FHT*. `mother` is the mother's registration for a person with
 * `mother` set and no settlement of its own (NULL when she is not in the register).
 * Appends parts in no promised order. `trace` may be NULL.
 */
MUST_USE Status integration_grant(const GrantContext *context, const Registration *person,
                                  const Registration *mother, EarnedParts *parts,
                                  GrantOutcome *outcome, const Trace *trace);

/* False when integration_grant() appends and notes nothing for the person in the context's
 * year, as the years alone tell: for whoever computes many years and does not ask why. */
bool integration_grant_is_possible(const GrantContext *context, const Registration *person);

/* What the parts of a code's year are rounded to (grants.md 1). Pure; any thread. */
Rounding grant_rounding(const RuleSet *rules, GrantCode code);
/* Whether a code comes due a quarter at a time (grants.md 2.3, 2.4; 3, When), or whole. */
bool grant_is_in_terms(const RuleSet *rules, GrantCode code);

/* Person grant and asylum seekers' grant, grants.md 3 (all but the basic grant). */
MUST_USE Status norwegian_grant(const GrantContext *context, const Registration *person,
                                EarnedParts *parts, GrantOutcome *outcome, const Trace *trace);

/* Basic grant, grants.md 3: whether the run counts and compares that of the context's budget
 * year anew: in its own year, from the quarter that the rule set names on, and not when it
 * knows nothing of 15 January. */
bool basic_grant_is_computed(const GrantContext *context);
/* Basic grant, grants.md 3: where this person is counted on 15 January of the budget year, as
 * registered; MUNICIPALITY_NONE when the person does not count. Held persons count too. */
MunicipalityCode basic_grant_place(const GrantContext *context, const Registration *person);
/* The same as a code of that day, from `mapping_15_january`; MUNICIPALITY_NONE, or
 * MAPPING_AMBIGUOUS. */
MunicipalityCode basic_grant_counts_for(const GrantContext *context,
                                        const MunicipalityMapping *mapping_15_january,
                                        const Registration *person);
/* The part of one municipality with `persons` counted, in the context's budget year or fixed
 * for it by an earlier run; false when the number gives none, or it is not computed yet. The
 * part's municipality is the recipient on the cut-off date (PART_MUNICIPALITY_AMBIGUOUS when
 * the code has several successors). */
bool basic_grant_part(const GrantContext *context, MunicipalityCode code_15_january,
                      int64_t persons, EarnedPart *part);

/* Settlement as the grants see it: own bosetting, or a newborn's (birth date, group BARN, the
 * municipality where the mother is resident that day or was settled). date is DAY_NONE when
 * there is none at the cut-off. */
Settlement effective_settlement(const GrantContext *context, const Registration *person,
                                const Registration *mother, NoGrantReason *reason);

#endif
