/*
 * cohort_senders.c - whose records and whose former idents count, when senders do not agree.
 * trust.md 6; what counts is rules/controls/sender_controls.h.
 */
#include <string.h>

#include "engine/run/cohort.h"
#include "formats/base/translate.h"
#include "rules/base/cleanup.h"
#include "rules/base/search.h"

static Status add_note(Cohort *cohort, SenderNote note, Failure *failure)
{
    for (size_t i = cohort->note_count; i > 0; i--) {
        const SenderNote *said = &cohort->notes[i - 1];
        if (said->ident != note.ident || said->control != note.control) break;
        if (said->place == note.place && said->sender == note.sender) return STATUS_OK;
    }
    TRY(system_grow(&cohort->notes, &cohort->note_capacity, cohort->note_count + 1,
                    sizeof *cohort->notes, failure));
    cohort->notes[cohort->note_count++] = note;
    return STATUS_OK;
}

/* --- records of one ident that differ --- */

static MunicipalityCode sender_of_record(const Cohort *cohort, const CohortPerson *record)
{
    const RegisterExtracts *extracts = &cohort->extracts;
    return extracts->files[extracts->parts[record->part].file].sender;
}

/* --only-own: the records of such senders go, where anybody else sends the person. */
static size_t drop_only_own(const SenderEvidence *evidence, CohortPerson *records,
                            SentCopy *copies, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        kept += !sender_is_only_own(evidence, copies[i].sender);
    if (kept == 0 || kept == count) return count;
    kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (sender_is_only_own(evidence, copies[i].sender)) continue;
        records[kept] = records[i];
        copies[kept++] = copies[i];
    }
    return kept;
}

/* The end of the copies of one content that begin at `begin`, and whether one of them counts.
 */
static size_t content_end(const SentCopy *copies, size_t begin, size_t count, bool *counts)
{
    size_t end = begin;
    *counts = false;
    for (; end < count; end++) {
        if (registration_compare(&copies[begin].record, &copies[end].record) != 0) break;
        *counts = *counts || copies[end].counts;
    }
    return end;
}

/* R411: all stay, and their senders are named. */
static Status hold_all(Cohort *cohort, const SentCopy *copies, size_t count, size_t person,
                       Failure *failure)
{
    cohort->flags[person] |= COHORT_NO_COPY_COUNTS;
    for (size_t i = 0; i < count; i++) {
        const SenderNote note = {copies[i].record.ident, (uint32_t)person,
                                 SENDER_NO_COPY_COUNTS, copies[i].sender, copies[i].sender};
        TRY(add_note(cohort, note, failure));
    }
    return STATUS_OK;
}

/* R410: what does not count goes, and is said. */
static Status drop_strays(Cohort *cohort, CohortPerson *records, const SentCopy *copies,
                          size_t *count, size_t person, Failure *failure)
{
    size_t kept = 0;
    for (size_t begin = 0, end; begin < *count; begin = end) {
        bool stays;
        end = content_end(copies, begin, *count, &stays);
        for (size_t i = begin; i < end; i++) {
            const SenderNote note = {copies[i].record.ident, (uint32_t)person,
                                     SENDER_COPY_STRAY, copies[i].sender, copies[i].sender};
            if (stays)
                records[kept++] = records[i];
            else
                TRY(add_note(cohort, note, failure));
        }
        if (!stays) cohort->flags[person] |= COHORT_STRAY_COPY;
    }
    *count = kept;
    return STATUS_OK;
}

/* Only one content, or one sender, is left: it is no matter between senders. */
static bool is_undisputed(const SenderEvidence *evidence, const SentCopy *copies, size_t count)
{
    if (registration_compare(&copies[0].record, &copies[count - 1].record) == 0) return true;
    for (size_t i = 1; i < count; i++)
        if (!senders_are_one(evidence, copies[0].sender, copies[i].sender)) return false;
    return true;
}

static bool any_counts(const SentCopy *copies, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (copies[i].counts) return true;
    return false;
}

static Status judge_copies(Cohort *cohort, const SenderEvidence *evidence,
                           CohortPerson *records, SentCopy *copies, size_t *count,
                           size_t person, Failure *failure)
{
    *count = drop_only_own(evidence, records, copies, *count);
    if (is_undisputed(evidence, copies, *count)) return STATUS_OK;
    sender_copies_judge(evidence, copies, *count);
    if (any_counts(copies, *count))
        return drop_strays(cohort, records, copies, count, person, failure);
    return hold_all(cohort, copies, *count, person, failure);
}

static const uint8_t *block_of_record(const Cohort *cohort, const CohortPerson *record)
{
    return cohort->extracts.parts[record->part].blocks + record->offset;
}

/* All are looked at together: they are unpacked one behind the other. */
Status cohort_judge_copies(Cohort *cohort, const SenderEvidence *evidence,
                           CohortPerson *records, size_t *count, size_t person,
                           Failure *failure)
{
    size_t room = 0;
    for (size_t i = 0; i < *count; i++)
        room += person_block_room(block_of_record(cohort, &records[i]));
    CLEANUP(system_free) SentCopy *copies = system_allocate(*count * sizeof *copies);
    CLEANUP(system_free) uint8_t *entries = system_allocate(room);
    if (copies == NULL || entries == NULL)
        return failure_set(failure, STATUS_MEMORY, _("indexing persons"), NULL);
    uint8_t *next = entries;
    for (size_t i = 0; i < *count; i++) {
        const uint8_t *block = block_of_record(cohort, &records[i]);
        copies[i] = (SentCopy){sender_of_record(cohort, &records[i]),
                               person_block_unpack_into(block, next), false};
        next += person_block_room(block);
    }
    return judge_copies(cohort, evidence, records, copies, count, person, failure);
}

/* --- former idents --- */

typedef struct LookKey {
    const PersonLooks *looks;
    Ident ident;
} LookKey;

/* All who say that one ident was theirs, and what else is known of it. */
typedef struct Claims {
    const Cohort *cohort;
    const SenderEvidence *evidence;
    const PersonLooks *looks;
    FormerIdent *items;
    size_t count;
    int64_t holder;           /* the person whose ident it is, or COHORT_NOT_FOUND */
    const SettledLine *lines; /* settled under it, or NULL */
    PersonSpace *space;       /* for the record that is looked at */
} Claims;

/* Somebody else says that the sender has to do with whoever has or had the ident. */
static bool is_vouched_for(const Claims *claims, MunicipalityCode sender)
{
    const SenderEvidence *evidence = claims->evidence;
    for (size_t i = 0; i < claims->count; i++) {
        const FormerIdent *other = &claims->items[i];
        if (senders_are_one(evidence, sender, other->sender)) continue;
        Registration record = cohort_view(claims->cohort, other->owner, claims->space);
        if (sender_is_in_record(evidence, sender, &record)) return true;
    }
    return false;
}

static bool look_before(const void *user, size_t index)
{
    const LookKey *key = user;
    return key->looks->items[index].ident < key->ident;
}

/* How a person looked to the last committed run that knew it, or NULL. */
static const PersonLook *look_of(const PersonLooks *looks, Ident ident)
{
    const LookKey key = {looks, ident};
    size_t place = search_first(looks->count, look_before, &key);
    bool found = place < looks->count && looks->items[place].ident == ident &&
                 look_is_of_settled(&looks->items[place]);
    return found ? &looks->items[place] : NULL;
}

/* A committed run has had the two idents linked. */
static bool was_linked(const Claims *claims, const FormerIdent *claim)
{
    Ident owner = claims->cohort->persons[claim->owner].ident;
    const PersonLook *look = look_of(claims->looks, owner);
    for (size_t i = 0; look != NULL && i < look->former_count; i++)
        if (claims->looks->formers[look->former_begin + i] == claim->former) return true;
    return false;
}

static bool was_settled_in(const Claims *claims, MunicipalityCode sender)
{
    const PersonLook *look = look_of(claims->looks, claims->items[0].former);
    return look != NULL && senders_are_one(claims->evidence, sender, look->settled_in);
}

/* The sender once had the person whose ident it was. */
static bool was_senders(const Claims *claims, MunicipalityCode sender)
{
    const SenderEvidence *evidence = claims->evidence;
    if (sender == MUNICIPALITY_NONE) return true;
    if (sender_is_only_own(evidence, sender)) return false;
    if (sender_has_lines(evidence, sender, claims->items[0].former)) return true;
    if (was_settled_in(claims, sender)) return true;
    if (claims->holder != COHORT_NOT_FOUND) {
        Registration holder =
            cohort_view(claims->cohort, (size_t)claims->holder, claims->space);
        if (sender_is_in_record(evidence, sender, &holder)) return true;
    }
    return is_vouched_for(claims, sender);
}

static bool is_disputed(const Claims *claims)
{
    bool disputed = claims->lines != NULL;
    for (size_t i = 0; i < claims->count && !disputed; i++) {
        uint32_t owner = claims->items[i].owner;
        disputed = owner != claims->items[0].owner ||
                   (claims->holder != COHORT_NOT_FOUND && claims->holder != (int64_t)owner);
    }
    return disputed;
}

typedef enum Belief { BELIEVE_PROVEN, BELIEVE_OTHERS, BELIEVE_ALL } Belief;

static bool is_believed(const Claims *claims, const FormerIdent *claim, Belief belief)
{
    if (belief == BELIEVE_ALL) return true;
    if (belief == BELIEVE_OTHERS) return !sender_is_only_own(claims->evidence, claim->sender);
    return was_senders(claims, claim->sender);
}

/* The claims that are believed stand, and others of the same person. False when there is none.
 */
static bool mark_standing(Cohort *cohort, const Claims *claims, Belief belief)
{
    bool any = false, believed = false;
    for (size_t i = 0; i < claims->count; i++) {
        const FormerIdent *claim = &claims->items[i];
        if (i == 0 || claim->sender != claim[-1].sender)
            believed = is_believed(claims, claim, belief);
        if (!believed && !(belief == BELIEVE_PROVEN && was_linked(claims, claim))) continue;
        cohort->flags[claim->owner] |= COHORT_CLAIM_STANDS;
        any = true;
    }
    for (size_t i = 0; i < claims->count; i++)
        claims->items[i].stands =
            (cohort->flags[claims->items[i].owner] & COHORT_CLAIM_STANDS) != 0;
    for (size_t i = 0; i < claims->count; i++)
        cohort->flags[claims->items[i].owner] &= (uint16_t)~COHORT_CLAIM_STANDS;
    return any;
}

/* Whom else it concerns: who sends the ident's person, or was paid for it, or claims it too. */
static MunicipalityCode other_party(const Claims *claims, const FormerIdent *claim)
{
    if (claims->holder != COHORT_NOT_FOUND)
        return cohort_sender(claims->cohort, (size_t)claims->holder);
    if (claims->lines != NULL) return claims->lines[0].municipality;
    for (size_t i = 0; i < claims->count; i++)
        if (claims->items[i].owner != claim->owner) return claims->items[i].sender;
    return MUNICIPALITY_NONE;
}

/* R412, to both: who claims it, and whose it is. */
static Status note_refused(Cohort *cohort, const Claims *claims, Failure *failure)
{
    uint32_t holder =
        claims->holder != COHORT_NOT_FOUND ? (uint32_t)claims->holder : COHORT_NOBODY;
    for (size_t i = 0; i < claims->count; i++) {
        const FormerIdent *claim = &claims->items[i];
        const SenderNote note = {cohort->persons[claim->owner].ident, claim->owner,
                                 SENDER_CLAIM_REFUSED, claim->sender, claim->sender};
        if (!claim->stands) TRY(add_note(cohort, note, failure));
    }
    for (size_t i = 0; i < claims->count; i++) {
        const FormerIdent *claim = &claims->items[i];
        const SenderNote note = {claim->former, holder, SENDER_CLAIM_REFUSED,
                                 other_party(claims, claim), claim->sender};
        if (!claim->stands) TRY(add_note(cohort, note, failure));
    }
    return STATUS_OK;
}

/* Whoever says to be somebody who was paid waits until somebody else says so too: it would be
 * paid twice. */
static void hold_unproven(Cohort *cohort, const Claims *claims)
{
    for (size_t i = 0; claims->lines != NULL && i < claims->count; i++)
        if (!claims->items[i].stands)
            cohort->flags[claims->items[i].owner] |= COHORT_CLAIM_UNPROVEN;
}

/* Where nothing but rival claims is known and none is better than another, all stay: whose the
 * ident was is unknown, and they are held (R401). */
static void mark_claims(Cohort *cohort, const Claims *claims)
{
    bool known = claims->lines != NULL || claims->holder != COHORT_NOT_FOUND;
    if (is_disputed(claims)) {
        if (mark_standing(cohort, claims, BELIEVE_PROVEN) || known) return;
        if (mark_standing(cohort, claims, BELIEVE_OTHERS)) return;
    }
    (void)mark_standing(cohort, claims, BELIEVE_ALL);
}

static Status judge_claims(Cohort *cohort, const Claims *claims, size_t *kept, Failure *failure)
{
    mark_claims(cohort, claims);
    TRY(note_refused(cohort, claims, failure));
    hold_unproven(cohort, claims);
    for (size_t i = 0; i < claims->count; i++) {
        if (claims->items[i].stands)
            cohort->former.items[(*kept)++] = claims->items[i];
        else
            cohort->flags[claims->items[i].owner] |= COHORT_CLAIM_REFUSED;
    }
    return STATUS_OK;
}

static bool all_national(const FormerIdent *items, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (items[i].sender != MUNICIPALITY_NONE) return false;
    return true;
}

Status cohort_judge_formers(Cohort *cohort, const CohortEvidence *evidence, Failure *failure)
{
    const SenderEvidence *senders = &evidence->senders;
    CLEANUP(system_free) PersonSpace *space = system_allocate(sizeof *space);
    if (space == NULL) return failure_set(failure, STATUS_MEMORY, _("indexing persons"), NULL);
    size_t kept = 0;
    FormerList *all = &cohort->former;
    for (size_t begin = 0, end, lines; begin < all->count; begin = end) {
        FormerIdent *items = &all->items[begin];
        for (end = begin + 1; end < all->count; end++)
            if (all->items[end].former != items->former) break;
        Claims claims = {cohort, senders, evidence->looks, items, end - begin, COHORT_NOT_FOUND,
                         NULL,   space};
        if (all_national(items, claims.count)) {
            memmove(&all->items[kept], items, claims.count * sizeof *items);
            kept += claims.count;
            continue;
        }
        claims.holder = cohort_find(cohort, items->former);
        claims.lines = sender_lines_of(senders, items->former, &lines);
        TRY(judge_claims(cohort, &claims, &kept, failure));
    }
    all->count = kept;
    return STATUS_OK;
}
