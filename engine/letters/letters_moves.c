/* letters_moves.c - on which day who moved: the run's register read again, and the law asked
 * what cut the year. grants.md 2.3 and 3. */
#include <string.h>

#include "engine/letters/municipality_letters.h"
#include "engine/review/run_again.h"
#include "formats/register/register_reader.h"

enum { MOVES_MAX = 256 }; /* that cut years of one person: more are not told */

/* What the law says of one person and budget year; by scheme, whose moves may differ. */
typedef struct HeardMoves {
    TracedMove items[MOVES_MAX];
    Scheme schemes[MOVES_MAX];
    size_t count;
    Scheme scheme; /* that is asked */
} HeardMoves;

/* The person and the mother, seen as a run sees them. */
typedef struct MovesWork {
    LetterBook *book;
    Cohort cohort;
    PersonSpace own, mother;
    Registration person, mother_record;
    EarnedParts parts;
    HeardMoves heard;
    Ident ident; /* of whom it was heard; with the year */
    int year;
} MovesWork;

static void free_work(MovesWork *work)
{
    cohort_free(&work->cohort);
    system_free(work->parts.items);
    system_free(work);
}
CLEANUP_POINTER(MovesWork, free_work)

/* --- the register --- */

static bool is_part(const DecisionLine *line)
{
    bool whole = line->from.numerator == 0 && fraction_compare(line->to, FRACTION_ONE) == 0;
    bool some = fraction_compare(line->from, line->to) < 0;
    return !whole && some && !subject_is_municipality(line->subject);
}

static bool any_part(const LetterBook *book)
{
    for (size_t i = 0; i < book->line_count; i++) {
        if (is_part(&book->lines[i].line)) return true;
    }
    return false;
}

static Status read_register(MovesWork *work, Failure *failure)
{
    RegisterExtracts extracts = {0};
    const LettersGiven *given = work->book->given;
    const RegisterReaderOptions options = {.threads = given->run->options.threads,
                                           .reading = given->run->options.reading};
    TRY(run_again_read_register(given->folder, given->run, &options, &extracts, failure));
    return cohort_build(&extracts, NULL, options.threads, &work->cohort, failure);
}

/* --- one person and year --- */

static void hear(void *user, const TracedMove *move)
{
    HeardMoves *heard = user;
    if (heard->count == MOVES_MAX) return;
    heard->schemes[heard->count] = heard->scheme;
    heard->items[heard->count++] = *move;
}

/* A newborn has the mother's settlement. */
static void see(MovesWork *work, size_t index)
{
    work->person = cohort_view(&work->cohort, index, &work->own);
    if (!run_is_newborn(&work->person)) return;
    int64_t mother = cohort_owner(&work->cohort, work->person.mother);
    if (mother == COHORT_NOT_FOUND) return;
    work->mother_record = cohort_view(&work->cohort, (size_t)mother, &work->mother);
    work->person.mother_record = &work->mother_record;
}

static GrantContext context_of(const LetterBook *book, int year)
{
    const Manifest *manifest = book->manifest;
    return (GrantContext){.rules = letter_book_rules(book, year),
                          .municipalities = book->municipalities,
                          .mapping = book->mapping,
                          .budget_year = year,
                          .run_year = manifest->year,
                          .run_quarter = manifest->quarter,
                          .cutoff = manifest->cutoff};
}

static Status ask(MovesWork *work, const GrantContext *context)
{
    GrantOutcome outcome;
    HeardMoves *heard = &work->heard;
    const Trace trace = {.user = heard, .move = hear};
    const Registration *person = &work->person;
    heard->count = work->parts.count = 0;
    heard->scheme = SCHEME_INTEGRATION;
    TRY(integration_grant(context, person, person->mother_record, &work->parts, &outcome,
                          &trace));
    heard->scheme = SCHEME_NORWEGIAN;
    return norwegian_grant(context, person, &work->parts, &outcome, &trace);
}

/* The rules never allocate: with a full buffer they are asked again. */
static Status hear_moves(MovesWork *work, Ident ident, int year, Failure *failure)
{
    const GrantContext context = context_of(work->book, year);
    int64_t index = cohort_owner(&work->cohort, ident);
    bool known = work->ident == ident && work->year == year;
    if (known) return STATUS_OK;
    work->heard.count = 0;
    work->ident = ident;
    work->year = year;
    if (index == COHORT_NOT_FOUND || context.rules == NULL) return STATUS_OK;
    see(work, (size_t)index);
    for (;;) {
        Status status = ask(work, &context);
        if (status != STATUS_BUFFER_TOO_SMALL)
            return failure_of(failure, status, "computing a person", NULL);
        TRY(system_grow(&work->parts.items, &work->parts.capacity,
                        work->parts.capacity * 2 + 64, sizeof *work->parts.items, failure));
    }
}

/* --- one line --- */

/* Of several moves within one cut the first ends a part and the last begins one: between them
 * nobody had the person for any part of the year. */
static LineMoves moves_of(const HeardMoves *heard, const DecisionLine *line)
{
    LineMoves moves = {DAY_NONE, DAY_NONE, false};
    Scheme scheme = payment_group_scheme(grant_code_group((GrantCode)line->code));
    for (size_t i = 0; i < heard->count; i++) {
        const TracedMove *move = &heard->items[i];
        if (heard->schemes[i] != scheme) continue;
        if (move->to == line->municipality && fraction_compare(move->point, line->from) == 0)
            moves.in = move->day;
        if (move->from != line->municipality || fraction_compare(move->point, line->to) != 0 ||
            day_is_set(moves.out))
            continue;
        moves.out = move->day;
        moves.left = move->to == MUNICIPALITY_NONE;
    }
    return moves;
}

static bool is_wanted(const LetterBook *book, MunicipalityCode code)
{
    const MunicipalityList *only = book->given->only;
    return only->count == 0 || municipality_list_has(only, code);
}

Status letter_book_moves(LetterBook *book, Failure *failure)
{
    if (!any_part(book)) return STATUS_OK;
    CLEANUP(free_work) MovesWork *work = system_allocate_zeroed(1, sizeof *work);
    if (work == NULL) return failure_set(failure, STATUS_MEMORY, "register", NULL);
    work->book = book;
    TRY(read_register(work, failure));
    for (size_t i = 0; i < book->line_count; i++) {
        LetterLine *line = &book->lines[i];
        if (!is_part(&line->line) || !is_wanted(book, line->line.municipality)) continue;
        TRY(hear_moves(work, line->line.subject, line->line.budget_year, failure));
        line->moves = moves_of(&work->heard, &line->line);
    }
    return STATUS_OK;
}
