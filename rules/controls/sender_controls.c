#include "rules/controls/sender_controls.h"

#include "rules/base/search.h"

/* All that a code can be on the day; a code that the table does not know is itself. */
static size_t meanings(const SenderEvidence *evidence, MunicipalityCode code,
                       MunicipalityCode out[MUNICIPALITY_CANDIDATES_MAX])
{
    size_t count = municipality_candidates(evidence->municipalities, code, evidence->day, out);
    if (count > 0) return count;
    out[0] = code;
    return 1;
}

bool senders_are_one(const SenderEvidence *evidence, MunicipalityCode a, MunicipalityCode b)
{
    MunicipalityCode of_a[MUNICIPALITY_CANDIDATES_MAX], of_b[MUNICIPALITY_CANDIDATES_MAX];
    if (a == b) return true;
    if (a == MUNICIPALITY_NONE || b == MUNICIPALITY_NONE) return false;
    size_t count_a = meanings(evidence, a, of_a), count_b = meanings(evidence, b, of_b);
    for (size_t i = 0; i < count_a; i++) {
        for (size_t j = 0; j < count_b; j++)
            if (of_a[i] == of_b[j]) return true;
    }
    return false;
}

bool sender_is_only_own(const SenderEvidence *evidence, MunicipalityCode sender)
{
    for (size_t i = 0; i < evidence->only_own->count; i++)
        if (senders_are_one(evidence, evidence->only_own->items[i], sender)) return true;
    return false;
}

bool sender_is_in_record(const SenderEvidence *evidence, MunicipalityCode sender,
                         const Registration *record)
{
    if (day_is_set(record->settlement.date) &&
        senders_are_one(evidence, sender, record->settlement.municipality))
        return true;
    for (size_t i = 0; i < record->residence_count; i++)
        if (senders_are_one(evidence, sender, record->residences[i].municipality)) return true;
    return false;
}

typedef struct LineSearch {
    const SenderEvidence *evidence;
    Ident ident;
    bool after; /* the first after the ident's lines, else the first of them */
} LineSearch;

static bool line_before(const void *user, size_t index)
{
    const LineSearch *search = user;
    Subject subject = search->evidence->settled[index].subject;
    return search->after ? subject <= search->ident : subject < search->ident;
}

const SettledLine *sender_lines_of(const SenderEvidence *evidence, Ident ident, size_t *count)
{
    const LineSearch first = {evidence, ident, false}, after = {evidence, ident, true};
    size_t begin = search_first(evidence->settled_count, line_before, &first);
    *count = search_first(evidence->settled_count, line_before, &after) - begin;
    return *count > 0 ? &evidence->settled[begin] : NULL;
}

bool sender_has_lines(const SenderEvidence *evidence, MunicipalityCode sender, Ident ident)
{
    size_t count;
    const SettledLine *lines = sender_lines_of(evidence, ident, &count);
    for (size_t i = 0; i < count; i++)
        if (senders_are_one(evidence, sender, lines[i].municipality)) return true;
    return false;
}

/* Another sender's copy names the sender's municipality, or a former ident it was paid for. */
static bool is_vouched_for(const SenderEvidence *evidence, MunicipalityCode sender,
                           const SentCopy *by)
{
    const Registration *record = &by->record;
    if (senders_are_one(evidence, sender, by->sender)) return false;
    if (sender_is_in_record(evidence, sender, record)) return true;
    for (size_t i = 0; i < record->former_count; i++)
        if (sender_has_lines(evidence, sender, record->former_idents[i])) return true;
    return false;
}

static bool counts(const SenderEvidence *evidence, const SentCopy *copies, size_t count,
                   const SentCopy *copy)
{
    if (copy->sender == MUNICIPALITY_NONE) return true;
    for (const SentCopy *same = copies; same < copy; same++)
        if (same->sender == copy->sender) return same->counts;
    if (sender_has_lines(evidence, copy->sender, copy->record.ident)) return true;
    for (size_t i = 0; i < count; i++)
        if (is_vouched_for(evidence, copy->sender, &copies[i])) return true;
    return false;
}

void sender_copies_judge(const SenderEvidence *evidence, SentCopy *copies, size_t count)
{
    for (size_t i = 0; i < count; i++)
        copies[i].counts = counts(evidence, copies, count, &copies[i]);
}
