#include "engine/run/run_person.h"
#include "formats/base/stage_clock.h"
#include "formats/base/translate.h"

enum { PARTS_INITIAL = 64 };

static Status grow_drafts(SettleWork *work, size_t capacity, Failure *failure)
{
    size_t drafts = work->capacity, lines = work->capacity;
    TRY(system_grow(&work->drafts, &drafts, capacity, sizeof *work->drafts, failure));
    TRY(system_grow(&work->lines, &lines, capacity, sizeof *work->lines, failure));
    work->capacity = capacity;
    return STATUS_OK;
}

static Status grow(SettleWork *work, Failure *failure)
{
    TRY(system_grow(&work->parts.items, &work->parts.capacity, work->parts.capacity * 2,
                    sizeof *work->parts.items, failure));
    return grow_drafts(work, work->capacity * 2, failure);
}

Status settle_work_make(SettleWork *work, Failure *failure)
{
    *work = (SettleWork){0};
    TRY(system_grow(&work->parts.items, &work->parts.capacity, PARTS_INITIAL,
                    sizeof *work->parts.items, failure));
    return grow_drafts(work, PARTS_INITIAL, failure);
}

void settle_work_free(SettleWork *work)
{
    system_free(work->parts.items);
    system_free(work->drafts);
    system_free(work->lines);
    *work = (SettleWork){0};
}

/* The rules never allocate: full buffers are grown here and the subject computed again. */
static Status again(SettleWork *work, Status status, bool *done, Failure *failure)
{
    *done = status != STATUS_BUFFER_TOO_SMALL;
    if (*done) return failure_of(failure, status, _("computing a person"), NULL);
    return grow(work, failure);
}

bool run_is_newborn(const Registration *person)
{
    return person->mother != IDENT_NONE && !day_is_set(person->settlement.date);
}

static void person_in(const Run *run, size_t index, PersonSpace *own, PersonSpace *mother,
                      PersonAt *person)
{
    STAGE(HOLD);
    person->index = index;
    person->hold = 0;
    person->view = cohort_view(&run->cohort, index, own);
    person->mother_index = COHORT_NOT_FOUND;
    if (run_is_newborn(&person->view))
        person->mother_index = cohort_owner(&run->cohort, person->view.mother);
    if (person->mother_index == COHORT_NOT_FOUND) return;
    person->mother = cohort_view(&run->cohort, (size_t)person->mother_index, mother);
    person->view.mother_record = &person->mother;
}

void run_person_at(const Run *run, size_t index, PersonRooms *rooms, PersonAt *person)
{
    person->rooms = rooms;
    person_in(run, index, &rooms->own, &rooms->mother, person);
}

void run_person_beside(const Run *run, size_t index, PersonRooms *rooms, PersonAt *person)
{
    person->rooms = rooms;
    person_in(run, index, &rooms->beside, &rooms->beside_mother, person);
}

Status run_rooms(Run *run, PersonRooms **rooms, Failure *failure)
{
    if (run->rooms == NULL) run->rooms = system_allocate(sizeof *run->rooms);
    *rooms = run->rooms;
    if (run->rooms != NULL) return STATUS_OK;
    return failure_set(failure, STATUS_MEMORY, _("controls"), NULL);
}

Status run_settle_person_in(const SettleContext *context, const Registration *person,
                            const SettledLine *prior, size_t count, SettleWork *work,
                            Failure *failure)
{
    for (bool done = false; !done;) {
        Status status = settle_person(context, person, prior, count, 0, work, NULL);
        TRY(again(work, status, &done, failure));
    }
    return STATUS_OK;
}

Status run_settle_person(const Run *run, const PersonAt *person, SettleWork *work,
                         const Trace *trace, Failure *failure)
{
    size_t count;
    const SettledLine *prior = run_prior_of(run, person->index, &count);
    for (bool done = false; !done;) {
        Status status =
            settle_person(&run->settle, &person->view, prior, count, person->hold, work, trace);
        TRY(again(work, status, &done, failure));
    }
    return STATUS_OK;
}

Status run_settle_vanished(const Run *run, const SettledLine *lines, size_t count,
                           SettleWork *work, Failure *failure)
{
    for (bool done = false; !done;) {
        Status status = settle_vanished(&run->settle, lines, count, work);
        TRY(again(work, status, &done, failure));
    }
    return STATUS_OK;
}

Status run_settle_basic(const Run *run, MunicipalityCode code, SettleWork *work,
                        Failure *failure)
{
    for (bool done = false; !done;) {
        Status status = settle_basic(&run->settle, code, run->basic_counts[code], work);
        TRY(again(work, status, &done, failure));
    }
    return STATUS_OK;
}
