#include "engine/indicators/indicator_years.h"

#include <stdio.h>

#include "engine/terminal.h"
#include "formats/base/count_words.h"
#include "formats/base/parallel.h"
#include "formats/base/translate.h"
#include "formats/csv/municipality_csv.h"
#include "formats/indicators/definitions_xml.h"
#include "formats/indicators/indicator_csv.h"
#include "formats/indicators/indicator_page.h"
#include "formats/indicators/targets_csv.h"

enum { OPEN_MODE = 0644, FIVE_YEARS = 5, PERSONS_A_PIECE = 1024 };

Status indicator_year_open(IndicatorDefinitions *definitions,
                           const MunicipalityTable *municipalities, IndicatorYear *year,
                           Failure *failure)
{
    *year = (IndicatorYear){.definitions = definitions, .municipalities = municipalities};
    year->mapping = system_allocate(sizeof *year->mapping);
    year->places = system_allocate(sizeof *year->places);
    if (year->mapping == NULL || year->places == NULL) {
        indicator_year_free(year);
        return failure_set(failure, STATUS_MEMORY, "indicators", NULL);
    }
    Day day = last_day_of_year(definitions->year);
    municipality_mapping_make(municipalities, day, year->mapping);
    indicator_places_make(municipalities, day, year->places);
    year->cells = system_allocate_zeroed(year->places->count, sizeof *year->cells);
    year->settled_five =
        system_allocate_zeroed(year->places->count, sizeof *year->settled_five);
    if (year->cells == NULL || year->settled_five == NULL) {
        indicator_year_free(year);
        return failure_set(failure, STATUS_MEMORY, "indicators", NULL);
    }
    year->table = (IndicatorTable){.definitions = definitions,
                                   .places = year->places,
                                   .cells = (const IndicatorCells *)year->cells,
                                   .given[PLACES_SETTLED] = true};
    return STATUS_OK;
}

void indicator_year_free(IndicatorYear *year)
{
    system_free(year->definitions);
    system_free(year->mapping);
    system_free(year->places);
    system_free(year->cells);
    system_free(year->settled_five);
    *year = (IndicatorYear){0};
}

/* What one thread looks at. */
typedef struct Looking {
    const Cohort *cohort;
    PersonSpace *own, *mother;
} Looking;

/* A newborn's mother, under whichever ident the record names her. */
static bool find_mother(const void *user, const Registration *person, Registration *mother)
{
    const Looking *looking = user;
    int64_t index = cohort_owner(looking->cohort, person->mother);
    if (index == COHORT_NOT_FOUND) return false;
    *mother = cohort_view(looking->cohort, (size_t)index, looking->mother);
    return true;
}

static bool is_left_out(const Cohort *cohort, size_t person)
{
    return (cohort->flags[person] & COHORT_CONFLICT) != 0;
}

uint64_t indicator_left_out(const Cohort *cohort)
{
    uint64_t count = 0;
    for (size_t i = 0; i < cohort->count; i++)
        count += is_left_out(cohort, i);
    return count;
}

static void count_person(const IndicatorContext *context, const Looking *looking, size_t index,
                         const IndicatorPlaces *places, IndicatorCells *cells,
                         int64_t *settled_five)
{
    IndicatorHit hits[INDICATORS_MAX];
    if (is_left_out(looking->cohort, index)) return;
    cohort_fetch_ahead(looking->cohort, index);
    Registration person = cohort_view(looking->cohort, index, looking->own);
    size_t count = indicator_person(context, &person, hits);
    indicator_count(places, cells, person.sex, hits, count);
    if (!indicator_settled(context, &person, FIVE_YEARS)) return;
    MunicipalityCode area =
        indicator_area(&context->areas, &person, person.settlement.municipality);
    settled_five[indicator_place(places, area)]++;
}

/* Counters of each thread, added together at the end. */
typedef struct Counting {
    const IndicatorContext *context;
    const Cohort *cohort;
    const IndicatorPlaces *places;
    IndicatorCells *cells; /* of each thread, by place */
    int64_t *settled_five;
    PersonSpace *spaces; /* two of each thread */
} Counting;

static Status count_piece(void *user, const ParallelPiece *piece, Failure *failure)
{
    const Counting *counting = user;
    size_t first = (size_t)piece->thread * counting->places->count;
    size_t begin = piece->number * PERSONS_A_PIECE, end = begin + PERSONS_A_PIECE;
    (void)failure;
    PersonSpace *spaces = &counting->spaces[2 * piece->thread];
    const Looking looking = {counting->cohort, &spaces[0], &spaces[1]};
    IndicatorContext context = *counting->context;
    context.areas.user = &looking;
    for (size_t i = begin; i < end && i < counting->cohort->count; i++)
        count_person(&context, &looking, i, counting->places, counting->cells + first,
                     counting->settled_five + first);
    return STATUS_OK;
}

static Status count_all(const IndicatorContext *context, const Cohort *cohort, int threads,
                        IndicatorYear *year, Failure *failure)
{
    size_t places = year->places->count, rows = places * (size_t)threads;
    CLEANUP(system_free)
    IndicatorCells *cells = system_allocate_zeroed(rows, sizeof *cells);
    CLEANUP(system_free) int64_t *five = system_allocate_zeroed(rows, sizeof *five);
    CLEANUP(system_free)
    PersonSpace *spaces = system_allocate(2 * (size_t)threads * sizeof *spaces);
    if (cells == NULL || five == NULL || spaces == NULL)
        return failure_set(failure, STATUS_MEMORY, "indicators", NULL);
    Counting counting = {context, cohort, year->places, cells, five, spaces};
    Parallel parallel = {.pieces = (cohort->count + PERSONS_A_PIECE - 1) / PERSONS_A_PIECE,
                         .threads = threads,
                         .user = &counting,
                         .work = count_piece};
    TRY(parallel_run(&parallel, failure));
    for (size_t first = 0; first < rows; first += places) {
        indicator_cells_add(year->cells, (const IndicatorCells *)cells + first, places);
        for (size_t p = 0; p < places; p++)
            year->settled_five[p] += five[first + p];
    }
    return STATUS_OK;
}

Status indicator_year_count(const Cohort *cohort, Day cutoff, int threads, IndicatorYear *year,
                            Failure *failure)
{
    const IndicatorContext context = {.definitions = year->definitions,
                                      .areas = {.table = year->municipalities,
                                                .mapping = year->mapping,
                                                .cutoff = cutoff,
                                                .find_mother = find_mother},
                                      .cutoff = cutoff};
    return count_all(&context, cohort, threads, year, failure);
}

/* --- places --- */

static Status refuse_number(const char *file, const DecidedNumber *number, Failure *failure)
{
    char where[FAILURE_WHERE_SIZE];
    snprintf(where, sizeof where, _("%s, line %u, column municipality"), file, number->line);
    return failure_set(failure, STATUS_INPUT_VALUE, where,
                       "municipality %04u never existed: correct it", number->municipality);
}

/* The code of 31 December; a split code stays a place of its own. */
static MunicipalityCode code_of_year(const IndicatorYear *year, MunicipalityCode code)
{
    MunicipalityCode mapped = year->mapping->to[code];
    if (mapped != MAPPING_AMBIGUOUS) return mapped;
    return municipality_last_certain(year->municipalities, code, year->mapping->day);
}

static void add_places(IndicatorYear *year, size_t place, PlacesFigure figure, int64_t persons)
{
    for (size_t i = 0; i < year->definitions->count; i++) {
        const Indicator *item = &year->definitions->items[i];
        if (item->kind != INDICATOR_PLACES) continue;
        IndicatorCell *cell = &year->cells[place][0][i];
        if (item->numerator == figure) cell->numerator += persons;
        if (item->denominator == figure) cell->denominator += persons;
    }
}

Status indicator_year_places(const char *file, const DecidedNumbers *numbers,
                             PlacesFigure figure, IndicatorYear *year, Failure *failure)
{
    for (size_t i = 0; i < numbers->count; i++) {
        const DecidedNumber *number = &numbers->items[i];
        MunicipalityCode code = code_of_year(year, number->municipality);
        if (code == MUNICIPALITY_NONE) return refuse_number(file, number, failure);
        if (number->year != year->definitions->year) continue;
        year->table.given[figure] = true;
        add_places(year, indicator_place(year->places, code), figure, number->persons);
    }
    if (year->table.given[figure]) return STATUS_OK;
    return failure_set(failure, STATUS_INPUT_VALUE, file,
                       "no line is of %d: name the file of that year", year->definitions->year);
}

/* --- from the inputs to the table and the page --- */

/* Everything that is read and made. */
typedef struct Work {
    const IndicatorsGiven *given;
    MunicipalityTable *municipalities;
    IndicatorTargets *targets;
    DecidedNumbers *decided, *requested;
    IndicatorYear years[PAGE_YEARS_MAX]; /* ascending; the last is the own one */
    size_t year_count;
    Cohort cohort;
    Day extract, cutoff;
} Work;

/* --- reading --- */

static Status open_year(Work *work, int year, Failure *failure)
{
    IndicatorDefinitions *definitions;
    TRY(indicator_definitions_read(work->given->definitions, year, &definitions, failure));
    if (work->targets != NULL) indicator_targets_apply(work->targets, definitions);
    TRY(indicator_year_open(definitions, work->municipalities, &work->years[work->year_count],
                            failure));
    work->year_count++;
    return STATUS_OK;
}

/* Targets are checked against what the own year measures. */
static Status read_targets(Work *work, Failure *failure)
{
    const IndicatorsGiven *given = work->given;
    CLEANUP(system_free) IndicatorDefinitions *definitions = NULL;
    TRY(indicator_definitions_read(given->definitions, given->year, &definitions, failure));
    if (given->targets == NULL) return STATUS_OK;
    return indicator_targets_read(given->targets, definitions, &work->targets, failure);
}

/* The page shows the years before too, as far as they have definitions. */
static Status open_years(Work *work, Failure *failure)
{
    int own = work->given->year;
    int first = work->given->html != NULL ? own - PAGE_YEARS_MAX + 1 : own;
    for (int year = first; year < own; year++) {
        Failure missing;
        Status status = open_year(work, year, &missing);
        if (status == STATUS_OK || status == STATUS_INPUT_MISSING) continue;
        if (failure != NULL) *failure = missing;
        return status;
    }
    return open_year(work, own, failure);
}

static Status read_places(Work *work, Failure *failure)
{
    const IndicatorsGiven *given = work->given;
    IndicatorYear *own = &work->years[work->year_count - 1];
    if (given->decided != NULL) {
        TRY(decided_csv_read(given->decided, &work->decided, failure));
        TRY(indicator_year_places(given->decided, work->decided, PLACES_DECIDED, own, failure));
    }
    if (given->requested == NULL) return STATUS_OK;
    TRY(decided_csv_read(given->requested, &work->requested, failure));
    return indicator_year_places(given->requested, work->requested, PLACES_REQUESTED, own,
                                 failure);
}

static Status read_register(Work *work, Failure *failure)
{
    const IndicatorsGiven *given = work->given;
    RegisterExtracts extracts = {0};
    RegisterReaderOptions options = {.threads = given->threads};
    TRY(register_read(given->registers, given->register_count, &options, &extracts, failure));
    TRY(cohort_build(&extracts, NULL, given->threads, &work->cohort, failure));
    TRY(cohort_cutoff(&work->cohort.extracts, given->cutoff, &work->extract, &work->cutoff,
                      failure));
    if (work->cutoff >= last_day_of_year(given->year)) return STATUS_OK;
    char cutoff[DAY_TEXT_SIZE];
    day_format(work->cutoff, cutoff);
    return failure_set(failure, STATUS_INPUT_VALUE, _("register extracts"),
                       "the cut-off, %s, is before %d-12-31: the year is not over; name an "
                       "earlier year or later extracts",
                       cutoff, given->year);
}

/* Small and quick inputs first, so that a wrong one is told before the register is read. */
static Status read_all(Work *work, Failure *failure)
{
    TRY(municipality_csv_read(work->given->municipalities, &work->municipalities, failure));
    TRY(read_targets(work, failure));
    TRY(open_years(work, failure));
    TRY(read_places(work, failure));
    return read_register(work, failure);
}

/* --- writing --- */

static Status write_csv(const Work *work, Failure *failure)
{
    const IndicatorsGiven *given = work->given;
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    if (given->out == NULL && given->html != NULL) return STATUS_OK;
    indicator_csv(&work->years[work->year_count - 1].table, given->level, &text);
    return save_text(given->out, OPEN_MODE, &text, failure);
}

static Status write_page(const Work *work, Failure *failure)
{
    const IndicatorYear *own = &work->years[work->year_count - 1];
    IndicatorPage page = {.year_count = work->year_count,
                          .level = work->given->level,
                          .settled_five = own->settled_five,
                          .municipalities = work->municipalities,
                          .extract = work->extract,
                          .cutoff = work->cutoff,
                          .persons = work->cohort.count,
                          .set_aside = work->cohort.set_aside,
                          .left_out = indicator_left_out(&work->cohort),
                          .english = work->given->language == INDICATORS_ENGLISH};
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    if (work->given->html == NULL) return STATUS_OK;
    for (size_t i = 0; i < work->year_count; i++)
        page.years[i] = &work->years[i].table;
    TRY(indicator_page(&page, &text, failure));
    return save_text(work->given->html, OPEN_MODE, &text, failure);
}

static void tell(const Work *work)
{
    const Cohort *cohort = &work->cohort;
    uint64_t records = cohort->records + cohort->set_aside;
    uint64_t differ = indicator_left_out(cohort);
    char extract[DAY_TEXT_SIZE], cutoff[DAY_TEXT_SIZE];
    day_format(work->extract, extract);
    day_format(work->cutoff, cutoff);
    fprintf(stderr, _("Indicators of %d, register of %s, cut-off %s: "), work->given->year,
            extract, cutoff);
    fprintf(stderr, _("%s read, %s.\n"), count_words(records, "record", "records").text,
            count_words(cohort->count, "person", "persons").text);
    fprintf(stderr, _("Left out: %s set aside (not as the register's format says), "),
            count_text(cohort->set_aside).text);
    fprintf(
        stderr, "%s.\n",
        count_words(differ, "ident whose records differ", "idents whose records differ").text);
    fprintf(stderr, "%s",
            _("Rights and duties are the extract's: a later extract changes a past year.\n"));
}

static Status measure(Work *work, Failure *failure)
{
    TRY(read_all(work, failure));
    for (size_t i = 0; i < work->year_count; i++)
        TRY(indicator_year_count(&work->cohort, work->cutoff, work->given->threads,
                                 &work->years[i], failure));
    TRY(write_csv(work, failure));
    Status status = write_page(work, failure);
    /* Both or none: the table is this command's own new file. */
    if (status != STATUS_OK && work->given->out != NULL) (void)system_unlink(work->given->out);
    if (status == STATUS_OK) tell(work);
    return status;
}

static void work_free(Work *work)
{
    for (size_t i = 0; i < work->year_count; i++)
        indicator_year_free(&work->years[i]);
    cohort_free(&work->cohort);
    indicator_targets_free(work->targets);
    decided_free(work->decided);
    decided_free(work->requested);
    municipality_table_free(work->municipalities);
}

Status indicators_measure(const IndicatorsGiven *given, Failure *failure)
{
    static Work work;
    work = (Work){.given = given};
    Status status = measure(&work, failure);
    work_free(&work);
    return status;
}
