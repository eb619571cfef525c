/*
 * norwegian_grant.h - the themes of the Norwegian-language grant, one file
 * each. Inside rules/ only; grants.md 3. The public entries are in
 * rules/ruleset/grant.h.
 */
#ifndef TILSKUDD_RULES_NORWEGIAN_GRANT_H
#define TILSKUDD_RULES_NORWEGIAN_GRANT_H

#include "rules/integration/moves.h"

/* A member of the target group in one budget year (grants.md 3, Who). */
typedef struct TargetMember {
    int year_number;            /* n: 1 to 3 */
    bool collective_protection; /* § 37 d */
} TargetMember;

/* What the target group is asked for: the basic grant may do without a decision. */
typedef enum TargetUse { TARGET_OF_PERSON_GRANT = 0, TARGET_OF_BASIC_GRANT } TargetUse;

/* grants.md 3 (Who): the conditions, and the year number. NO_GRANT_HAS_LINES
 * when the person is in the target group in the context's budget year, else why
 * not. `trace` may be NULL. */
NoGrantReason norwegian_target(const GrantContext *context, const Registration *person,
                               TargetUse use, const Trace *trace, TargetMember *member);

/* grants.md 3 (Where): what decides a member's municipality; § 37 d may go by the residence. */
WhereaboutsKind norwegian_where(const RuleSet *rules, const TargetMember *member);

/* grants.md 3 (Who): the grounds that give right (and duty) to training. */
bool norwegian_ground_of_right(uint8_t ground);
/* grants.md 3 (Who): the earliest permit that can form the basis of permanent residence and was
 * decided by the cut-off, or NULL. Borrowed from the person. */
const ResidencePermit *norwegian_first_permit(const Registration *person, Day cutoff);
/* grants.md 3 (Who): the renewal of a limited permit of a family (BEGRENSET_FAMILIE), decided
 * not after malgruppeFra like another one of this ground on an earlier day, when no permit
 * known at the cut-off on another ground can form the basis of permanent residence; else NULL.
 * Whether it counts the rule set says. Borrowed from the person. */
const ResidencePermit *norwegian_renewed_permit(const Registration *person, Day cutoff);
/* grants.md 3 (Who): `soknad` or `vedtak` known at the cut-off, as the rule set asks. */
bool norwegian_is_decided(const RuleSet *rules, const Registration *person, Day cutoff);

/* grants.md 3 (Person grant, Where, When): P-*, P37D-AR1 of a member of the
 * target group; *reason says why when it appended none. */
MUST_USE Status norwegian_person_grant(GrantWork *work, const TargetMember *member,
                                       NoGrantReason *reason);

/* grants.md 3 (Asylum seekers in reception centres): ASYLNORSK. */
MUST_USE Status norwegian_asylum_grant(GrantWork *work);

#endif
