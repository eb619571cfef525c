/* command_sample.c - tilskudd sample size|limit|draw|evaluate|list|idents. cli.md,
 * control.md 3.
 */
#include <stdio.h>
#include <string.h>

#include "engine/commands/command_sample_numbers.h"
#include "engine/commands/commands.h"
#include "engine/ledger/draws.h"
#include "engine/program.h"
#include "engine/review/sample_again.h"
#include "engine/terminal.h"
#include "formats/base/count_words.h"
#include "formats/base/translate.h"
#include "formats/csv/municipality_csv.h"
#include "formats/run/sample_report.h"
#include "rules/sampling/sample_estimate.h"

enum { SAMPLE_MODE = 0640, IDENTS_MODE = 0600 };

typedef struct Given {
    const char *place, *seed, *ledger, *run, *out, *extend;
    SampleNumbers numbers;
    SampleStrata strata;
    SampleFrom from;
    uint16_t control;                       /* of FROM_FINDINGS */
    int64_t hits;                           /* two stages */
    int64_t negative;                       /* -1: not given */
    MunicipalityCode only[SAMPLE_ONLY_MAX]; /* ascending */
    size_t only_count;
    bool json;
} Given;

static const Given initial = {.numbers = SAMPLE_NUMBERS_NONE, .negative = -1};

/* Kept ascending, so that their order on the command line makes no other file. */
static Status take_municipality(void *given, const char *value, Failure *failure)
{
    Given *arguments = given;
    int64_t code;
    size_t at = arguments->only_count;
    TRY(option_number("--municipality", value, 1, MUNICIPALITY_CODES - 1, &code, failure));
    if (at == SAMPLE_ONLY_MAX)
        return failure_set(failure, STATUS_USAGE, "--municipality", "at most %d of them",
                           SAMPLE_ONLY_MAX);
    for (; at > 0 && arguments->only[at - 1] > code; at--)
        arguments->only[at] = arguments->only[at - 1];
    if (at > 0 && arguments->only[at - 1] == code)
        return failure_set(failure, STATUS_USAGE, "--municipality", "%s is named twice", value);
    arguments->only[at] = (MunicipalityCode)code;
    arguments->only_count++;
    return STATUS_OK;
}

static Status take_from(void *given, const char *value, Failure *failure)
{
    static const char findings[] = "findings:R";
    Given *arguments = given;
    int64_t control;
    for (int from = FROM_PAID; from < FROM_FINDINGS; from++) {
        if (strcmp(value, sample_from_text((SampleFrom)from)) != 0) continue;
        arguments->from = (SampleFrom)from;
        return STATUS_OK;
    }
    if (strncmp(value, findings, sizeof findings - 1) != 0)
        return failure_set(failure, STATUS_USAGE, "--from",
                           "'%s' is not paid, without, held or findings:R208", value);
    TRY(option_number("--from findings:R", value + sizeof findings - 1, 1, UINT16_MAX, &control,
                      failure));
    arguments->from = FROM_FINDINGS;
    arguments->control = (uint16_t)control;
    return STATUS_OK;
}

static const char *const strata[] = {"municipality", "county", "group", "severity", NULL};

static const Option options[] = {
    OPTION("from", "WHAT", OWN, Given, from, "paid (default), without, held, or findings:R208",
           .take = take_from, .actions = SAMPLE_DRAW),
    OPTION("seed", "TEXT", TEXT, Given, seed,
           "a seed of one's own; without, the hash of the newest checkpoint",
           .actions = SAMPLE_DRAW),
    OPTION("strata", "NAME", CHOICE, Given, strata, "municipality, county, group or severity",
           .words = strata, .least = STRATA_MUNICIPALITY, .actions = SAMPLE_DRAW),
    OPTION("hits", "M", NUMBER, Given, hits, "two-stage: so many municipalities, by kroner",
           .least = STAGE_HITS_LEAST, .most = SAMPLE_HITS_MAX, .actions = SAMPLE_DRAW),
    OPTION("municipality", "NNNN", OWN, Given, only, "of this municipality only; repeatable",
           .take = take_municipality, .repeatable = true, .actions = SAMPLE_DRAW),
    OPTION("negative", "N", NUMBER, Given, negative,
           "mus: so many negative items too (default 0)", .most = SAMPLE_SIZE_MAX,
           .actions = SAMPLE_DRAW),
    OPTION("extend", "FILE", PATH, Given, extend,
           "more of the draw in this form, whose answers are kept", .actions = SAMPLE_DRAW,
           .takes_input = true),
    OPTION("run", "RUN", TEXT, Given, run, "draw again from this run, and compare the list",
           .actions = SAMPLE_EVALUATE | SAMPLE_IDENTS, .needed = SAMPLE_IDENTS),
    OPTION("ledger", "DIR", TEXT, Given, ledger, "the ledger, if it is not where it was",
           .actions = SAMPLE_DRAW | SAMPLE_EVALUATE | SAMPLE_IDENTS),
    OPTION("out", "FILE", OUTPUT, Given, out, "the sample file; of idents, their file (0600)",
           .actions = SAMPLE_DRAW | SAMPLE_IDENTS, .needed = SAMPLE_DRAW | SAMPLE_IDENTS),
    OPTION("json", NULL, FLAG, Given, json, "as JSON, for programs"),
    {.name = NULL},
};

/* Persons are planned by a distribution, amounts by --method mus. */
static void size_needs(const SampleNumbers *numbers, Needs *needs)
{
    bool units = numbers->method == SAMPLE_MUS + 1;
    needs_add(needs, units || numbers->distribution > 0, "--distribution",
              _("name it, or plan by amounts with --method mus"));
    needs_add(needs, units || numbers->question.tolerable > 0, "--tolerable", NULL);
    needs_add(needs, !units || numbers->amounts.book > 0, "--book-ore", NULL);
    needs_add(needs, !units || numbers->amounts.tolerable > 0, "--tolerable-ore", NULL);
}

/* A stratum says its numbers itself. */
static void limit_needs(const SampleNumbers *numbers, Needs *needs)
{
    bool by_strata = numbers->strata_count > 0;
    needs_add(needs, by_strata || numbers->distribution > 0, "--distribution",
              _("name it, or give --stratum for each stratum"));
    needs_add(needs, by_strata || numbers->n > 0, "--n", NULL);
    needs_add(needs, by_strata || numbers->question.errors >= 0, "--errors", NULL);
}

/* Which place is meant stands in the words of the action. */
static void needs(const void *arguments, unsigned action, Needs *needs)
{
    const Given *given = arguments;
    bool there = given->place != NULL;
    if (action == SAMPLE_SIZE) size_needs(&given->numbers, needs);
    if (action == SAMPLE_LIMIT) limit_needs(&given->numbers, needs);
    needs_add(needs, there || action != SAMPLE_DRAW, "RUN", _("name the run folder"));
    needs_add(needs, there || action != SAMPLE_LIST, "LEDGER", _("name the ledger"));
    needs_add(needs, there || (action & (SAMPLE_EVALUATE | SAMPLE_IDENTS)) == 0, "FILE",
              _("name the sample file"));
    needs_add(needs,
              action != SAMPLE_DRAW || given->extend != NULL || given->numbers.method > 0,
              "--method", NULL);
}

static Status size(void *arguments, Failure *failure)
{
    Given *given = arguments;
    return sample_numbers_size(&given->numbers, given->json, failure);
}

static Status limit(void *arguments, Failure *failure)
{
    Given *given = arguments;
    return sample_numbers_limit(&given->numbers, given->json, failure);
}

/* --- what goes together --- */

/* The form goes through spreadsheet programs: what they take for a formula, a number or a date
 * would come back as something else. */
static Status check_seed(const char *seed, Failure *failure)
{
    if (seed == NULL) return STATUS_OK;
    size_t length = strlen(seed);
    if (length == 0 || length >= 128 || strpbrk(seed, "\r\n\"") != NULL)
        return failure_set(failure, STATUS_USAGE, "--seed",
                           "1 to 127 bytes on one line, without quotes");
    bool formula = strchr("=+-@# \t'", seed[0]) != NULL || seed[length - 1] == ' ' ||
                   seed[length - 1] == ',' || seed[length - 1] == ';';
    if (!formula && seed[strspn(seed, "0123456789 .,:;/-+%eE")] != '\0') return STATUS_OK;
    return failure_set(failure, STATUS_USAGE, "--seed",
                       "a spreadsheet program would change it: begin with a letter, and let a "
                       "word stand in it");
}

static bool is_planned(const Given *given)
{
    return given->numbers.amounts.tolerable > 0 || given->numbers.amounts.expected >= 0;
}

/* A larger draw is the smaller one's in all but its size. */
static Status check_extension(const Given *given, Failure *failure)
{
    const SampleNumbers *numbers = &given->numbers;
    const struct {
        bool given;
        const char *name;
    } other[] = {
        {numbers->method > 0, "--method"},         {given->strata != STRATA_NONE, "--strata"},
        {given->seed != NULL, "--seed"},           {given->from != FROM_PAID, "--from"},
        {given->only_count > 0, "--municipality"}, {numbers->question.looks > 0, "--looks"},
        {given->negative >= 0, "--negative"},      {given->hits > 0, "--hits"},
        {is_planned(given), "--tolerable-ore"}};
    for (size_t i = 0; i < sizeof other / sizeof other[0]; i++)
        if (other[i].given)
            return failure_set(failure, STATUS_USAGE, other[i].name,
                               "does not go with --extend: it is as the form says");
    return STATUS_OK;
}

static Status check_new(const Given *given, Failure *failure)
{
    int method = given->numbers.method;
    bool units = method == SAMPLE_MUS + 1, stages = method == SAMPLE_STAGES + 1;
    TRY(option_need((method == SAMPLE_STRATIFIED + 1) == (given->strata != STRATA_NONE),
                    "--strata with --method stratified, and only there: it", failure));
    TRY(option_need(stages == (given->hits > 0),
                    "--hits with --method two-stage, and only there: it", failure));
    if ((units || stages) && given->from != FROM_PAID)
        return failure_set(failure, STATUS_USAGE, "--from",
                           "what is drawn by kroner is drawn from what was paid");
    if (!units && given->negative >= 0)
        return failure_set(failure, STATUS_USAGE, "--negative",
                           "goes with --method mus: add that, or leave --negative out");
    if (!units && is_planned(given))
        return failure_set(failure, STATUS_USAGE, "--tolerable-ore",
                           "goes with --method mus: add that, or say --n, how many to draw");
    return check_seed(given->seed, failure);
}

static Status check_draw(const Given *given, Failure *failure)
{
    TRY(given->extend != NULL ? check_extension(given, failure) : check_new(given, failure));
    return output_file_check_new(given->out, failure);
}

/* --- the run that is drawn from --- */

/* Opened, with the names of its municipalities. */
typedef struct Source {
    RunFolder folder;
    Ledger *ledger;
    MunicipalityTable *places;
} Source;

static void source_close(Source *source)
{
    if (source->ledger != NULL) ledger_close(source->ledger);
    if (source->places != NULL) municipality_table_free(source->places);
    run_folder_close(&source->folder);
}
CLEANUP_VALUE(Source, source_close)

static Status source_open(const char *run, const char *ledger, Source *out, Failure *failure)
{
    static ProgramData data;
    TRY(run_folder_open(run, &out->folder, failure));
    TRY(sample_ledger(&out->folder, ledger, &out->ledger, failure));
    TRY(program_data(&data, failure));
    return municipality_csv_read(data.municipalities, &out->places, failure);
}

static uint32_t entry_of(const Source *source)
{
    return ledger_entry_of(source->ledger, source->folder.manifest_sha256)->number;
}

/* `again`: it will be drawn again, which names the row that is another one. */
static Status read_form(const char *path, bool again, Sample **form, Failure *failure)
{
    CLEANUP(input_file_free) InputFile file = {0};
    TRY(input_file_read(path, INPUT_SMALL_SIZE_MAX, &file, failure));
    return again ? sample_read_changed(path, file.bytes, file.size, form, failure)
                 : sample_read(path, file.bytes, file.size, form, failure);
}

/* --- draw --- */

static Status print_drawn(const Sample *sample, uint32_t number, int64_t drawn,
                          const char *path, Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    keep_done("written to %s", path);
    sample_drawn_json(sample, number, drawn, path, &text);
    return print_text(&text, failure);
}

static Status save_sample(const Sample *sample, uint32_t number, const Given *given,
                          Failure *failure)
{
    const char *path = given->out;
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    int64_t drawn = 0;
    TRY(sample_write(sample, &text, failure));
    TRY(save_text(path, SAMPLE_MODE, &text, failure));
    for (size_t i = 0; i < sample->item_count; i++)
        drawn += sample->items[i].drawn;
    if (given->json) return print_drawn(sample, number, drawn, path, failure);
    print_done("%s drawn of %s, draw %06u of the ledger; fill in audited_ore or audited_kr in "
               "%s, then 'tilskudd sample evaluate'",
               count_text((uint64_t)drawn).text,
               count_words(sample->count, "item", "items").text, number, path);
    return STATUS_OK;
}

static void choose(const Given *given, Sample *sample)
{
    const SampleNumbers *numbers = &given->numbers;
    sample->form = SAMPLE_FORM_LINE;
    sample->method = (SampleMethod)(numbers->method - 1);
    sample->strata_kind = sample->method == SAMPLE_STAGES ? STRATA_MUNICIPALITY : given->strata;
    sample->hits = given->hits;
    sample->from = given->from;
    sample->control = given->control;
    sample->n = numbers->n;
    sample->looks = numbers->question.looks;
    sample->negative_n = given->negative > 0 ? given->negative : 0;
    sample->planned_tolerable = numbers->amounts.tolerable;
    sample->planned_expected = numbers->amounts.expected > 0 ? numbers->amounts.expected : 0;
    memcpy(sample->only, given->only, sizeof given->only);
    sample->only_count = given->only_count;
    sample->seed_chosen = given->seed != NULL;
    if (given->seed != NULL) snprintf(sample->seed, sizeof sample->seed, "%s", given->seed);
}

/* The form is a draw of this run, or nothing can be added to it. */
static Status choose_more(const Given *given, const Source *source, const Sample *before,
                          Sample *sample, uint32_t *extends, Failure *failure)
{
    CLEANUP(sample_again_free) SampleAgain again = {0};
    TRY(sample_again(given->extend, before, &source->folder, source->ledger, &again, failure));
    *extends = again.number;
    sample_choose(before, sample);
    TRY(sample_extend(sample, given->numbers.n, failure));
    if (sample->method != SAMPLE_MUS) sample->form = SAMPLE_FORM_LINE;
    return STATUS_OK;
}

/* Recorded first: a draw that nobody was shown is one all the same. */
static Status draw_and_save(const Given *given, const Source *source, const Sample *before,
                            uint32_t extends, Sample *sample, Failure *failure)
{
    uint32_t number;
    sample->places = source->places;
    sample->day = source->folder.manifest.cutoff;
    snprintf(sample->program, sizeof sample->program, "tilskudd %s", TILSKUDD_VERSION);
    TRY(sample_population(&source->folder, source->ledger, sample, failure));
    TRY(sample_draw_by_seed(sample, failure));
    if (before != NULL) TRY(sample_keep_answers(sample, before, failure));
    TRY(draws_record(source->ledger, DRAW_SAMPLE, sample, entry_of(source), extends, &number,
                     failure));
    return save_sample(sample, number, given, failure);
}

static Status draw(void *arguments, Failure *failure)
{
    const Given *given = arguments;
    uint32_t extends = 0;
    CLEANUP(source_close) Source source = {.ledger = NULL};
    CLEANUP(sample_free) Sample *sample = NULL;
    CLEANUP(sample_free) Sample *before = NULL;
    TRY(check_draw(given, failure));
    TRY(source_open(given->place, given->ledger, &source, failure));
    TRY(sample_new(&sample, failure));
    if (given->extend != NULL) {
        TRY(read_form(given->extend, false, &before, failure));
        TRY(choose_more(given, &source, before, sample, &extends, failure));
    } else {
        choose(given, sample);
        if (given->seed == NULL) TRY(sample_ledger_seed(source.ledger, sample, failure));
    }
    return draw_and_save(given, &source, before, extends, sample, failure);
}

/* --- evaluate --- */

static Status check_drawn(const Given *given, const Sample *sample, SampleAgain *again,
                          Failure *failure)
{
    CLEANUP(source_close) Source source = {.ledger = NULL};
    if (given->run == NULL && given->ledger != NULL)
        return failure_set(failure, STATUS_USAGE, "--ledger",
                           "goes with --run: name the run too, or leave --ledger out");
    if (given->run == NULL) return STATUS_OK;
    TRY(source_open(given->run, given->ledger, &source, failure));
    return sample_again(given->place, sample, &source.folder, source.ledger, again, failure);
}

static Status evaluate(void *arguments, Failure *failure)
{
    const Given *given = arguments;
    const SampleQuestion *question = &given->numbers.question;
    bool belief;
    CLEANUP(sample_free) Sample *sample = NULL;
    CLEANUP(sample_again_free) SampleAgain again = {0};
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    TRY(sample_numbers_belief(&given->numbers, &belief, failure));
    TRY(read_form(given->place, given->run != NULL, &sample, failure));
    TRY(check_drawn(given, sample, &again, failure));
    if (given->json) {
        TRY(sample_report_json(
            sample, question->confidence, question->tolerable, belief ? &question->prior : NULL,
            again.drawn != NULL ? again.number : SAMPLE_NOT_CHECKED, &text, failure));
        return print_text(&text, failure);
    }
    TRY(sample_report(sample, question->confidence, question->tolerable, &text, failure));
    if (belief)
        TRY(sample_report_belief(sample, &question->prior, question->confidence,
                                 question->tolerable, &text, failure));
    sample_report_proof(sample, again.drawn != NULL ? again.proof.bytes : NULL, &text);
    return print_text(&text, failure);
}

/* --- list and idents --- */

static Status list_draws(void *arguments, Failure *failure)
{
    const Given *given = arguments;
    CLEANUP(ledger_close) Ledger *ledger = NULL;
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    TRY(ledger_open(given->place, true, &ledger, failure));
    TRY(given->json ? draws_list_json(ledger, &text, failure)
                    : draws_list(ledger, &text, failure));
    return print_text(&text, failure);
}

/* For those who visit: who the drawn persons are. It is recorded before anything is written. */
static Status idents(void *arguments, Failure *failure)
{
    const Given *given = arguments;
    uint32_t number;
    CLEANUP(source_close) Source source = {.ledger = NULL};
    CLEANUP(sample_free) Sample *form = NULL;
    CLEANUP(sample_again_free) SampleAgain again = {0};
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    TRY(output_file_check_new(given->out, failure));
    TRY(read_form(given->place, true, &form, failure));
    TRY(source_open(given->run, given->ledger, &source, failure));
    TRY(sample_again(given->place, form, &source.folder, source.ledger, &again, failure));
    again.drawn->places = source.places;
    again.drawn->day = source.folder.manifest.cutoff;
    TRY(sample_write_idents(again.drawn, &text, failure));
    TRY(draws_record(source.ledger, DRAW_IDENTS, again.drawn, entry_of(&source), 0, &number,
                     failure));
    TRY(save_text(given->out, IDENTS_MODE, &text, failure));
    if (given->json)
        return print_drawn(again.drawn, number, (int64_t)form->item_count, given->out, failure);
    print_done("Idents of the drawn persons written to %s, for its owner alone; recorded as "
               "%06u in the ledger. Remove it when it is not needed any more",
               given->out, number);
    return STATUS_OK;
}

const Command command_sample = {
    .name = "sample",
    .purpose = N_("sizes, limits, draws and evaluation of samples"),
    .usage =
        "tilskudd sample size --distribution D --confidence 950 --tolerable 500 [--expected "
        "100]\n"
        "       tilskudd sample size --method mus --confidence 950 --book-ore B "
        "--tolerable-ore T\n"
        "       tilskudd sample limit --distribution D --confidence 950 --n 145 --errors 2\n"
        "       tilskudd sample limit --confidence 950 --stratum N/n/K...\n"
        "       tilskudd sample draw RUN --method M --n N [--from WHAT] [--seed TEXT]\n"
        "                            [--municipality NNNN]... --out FILE\n"
        "       tilskudd sample draw RUN --extend FILE --n N --out FILE\n"
        "       tilskudd sample evaluate FILE --confidence 950 --tolerable 500 [--run RUN]\n"
        "       tilskudd sample list LEDGER\n"
        "       tilskudd sample idents FILE --run RUN --out FILE",
    .description = N_(
        "size says how many to look at (persons, or monetary units by amounts), limit what "
        "the error rate is at most after what was found (in one population, or in strata of N "
        "persons of which n were drawn with K errors); looks that are planned share the risk; "
        "draw takes a sample of a committed run by SHA-256 tickets (the same seed "
        "gives the same file) and records it in the ledger, evaluate judges the file once what "
        "was found is filled in, and with --run draws again: a list that differs is refused. "
        "Strata get one each and then their part of N by persons (Sainte-Lague): "
        "one more drawn never takes one away. The total has one limit, which holds wherever "
        "the errors are: the largest number of them for which some placement over the strata "
        "still lets so few be found. The limits of single strata stand beside it. For "
        "monetary units, items taken whole count as found, and the Stringer bound is of the "
        "others. In two stages (--method two-stage) municipalities are hit --hits times by "
        "what "
        "they got, with replacement, and --n persons are drawn for each hit: that gives an "
        "estimate and its interval, no limit, and no conclusion below 20 errors."),
    .actions = {{"size", size},
                {"limit", limit},
                {"draw", draw},
                {"evaluate", evaluate},
                {"list", list_draws},
                {"idents", idents}},
    .needs = needs,
    .options = options,
    .shared = sample_number_options,
    .shared_offset = offsetof(Given, numbers),
    .words = {{"RUN|FILE|LEDGER", offsetof(Given, place), 0, NULL,
               SAMPLE_EVALUATE | SAMPLE_IDENTS}},
    .size = sizeof(Given),
    .initial = &initial,
};
