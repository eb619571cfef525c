/*
 * held.h - municipalities whose extract is missing (--hold-municipality): what belongs to them,
 * and who is named there, waits, and the rest is paid. grants.md 4.4, life.md 1.
 *
 * Which they are stands in SettleContext.held, by the codes of the cut-off. Pure; any thread.
 */
#ifndef TILSKUDD_RULES_HELD_H
#define TILSKUDD_RULES_HELD_H

#include "rules/base/registration.h"
#include "rules/settlement/years.h"

/* Whether a code of the cut-off is held. */
bool held_municipality(const SettleContext *context, MunicipalityCode code);
/* Whether a registered code is one of theirs: the same, by a merger, or, of a split one, when
 * any that it has become is held. */
bool held_place(const SettleContext *context, MunicipalityCode code);
/* Whether a record, the mother's of who is placed by it, or a settled line names a person
 * there: what the missing extract says of the person is not known. */
bool held_person(const SettleContext *context, const Registration *person,
                 const SettledLine *settled, size_t count);

#endif
