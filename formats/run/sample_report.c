/* sample_report.c - what an evaluated sample says, in words. control.md 3. */
#include "formats/base/count_words.h"
#include "formats/run/sample_report.h"

#include <math.h>

#include "formats/base/plain_text.h"
#include "formats/base/translate.h"
#include "formats/base/utf8.h"
#include "formats/run/sample_exact.h"
#include "formats/run/sample_file.h"
#include "rules/sampling/sample_stages.h"

static void percent_of(TextBuffer *out, int64_t millionths)
{
    text_buffer_format(out, _("%lld.%04lld %%"), (long long)millionths / 10000,
                       (long long)millionths % 10000);
}

static void percent(TextBuffer *out, long double share)
{
    /* Parts per million as whole numbers: no locale, no surprise in the last digit. */
    percent_of(out, (int64_t)(share * 1000000 + 0.5L));
}

static void amount_line(TextBuffer *out, const char *what, Ore amount)
{
    text_buffer_format(out, "%s %s kr", what, kroner_text(amount).text);
}

/* --- persons: attribute and stratified --- */

static void stratum_line(const SampleStratum *stratum, const SampleStratumFound *here,
                         TextBuffer *out)
{
    const char *name = translate(stratum->name);
    text_buffer_format(out, _("  %-*s %16s, %5s drawn"), utf8_padded(name, 12), name,
                       count_words(stratum->count, "person", "persons").text,
                       count_text((uint64_t)here->found.n).text);
    if (here->found.n == 0) {
        text_buffer_text(out, _(": nothing is known of it\n"));
        return;
    }
    text_buffer_format(out, _(", %4s with errors, limit "),
                       count_text((uint64_t)here->found.errors).text);
    percent(out, here->limit);
    amount_line(out, _(", projected error"), here->projected);
    text_buffer_char(out, '\n');
}

/* What the limit of several strata is, and how it was found. */
static void strata_lines(const SamplePersons *persons, long double limit, TextBuffer *out)
{
    static const char *const methods[] = {
        [STRATA_NONE_FOUND] = N_("exact, by the worst placement of errors"),
        [STRATA_ALL_PLACEMENTS] = N_("exact, by every placement of errors"),
        [STRATA_BOUND] = N_("a bound above every placement of errors (Hoeffding)")};
    text_buffer_text(out, _("  upper limit of the error rate: "));
    percent(out, limit);
    text_buffer_format(
        out, " (%s; %s)\n",
        count_words((uint64_t)(persons->known + persons->most), "person", "persons").text,
        translate(methods[persons->method]));
    if (persons->known > 0)
        text_buffer_format(out,
                           _("  %s of them were found in strata that were wholly drawn.\n"),
                           count_text((uint64_t)persons->known).text);
}

static void pooled_lines(const SamplePersons *persons, long double limit, TextBuffer *out)
{
    text_buffer_text(out, _("  upper limit of the error rate: Clopper-Pearson "));
    percent(out, persons->binomial);
    text_buffer_text(out, _(", gamma "));
    percent(out, persons->poisson);
    text_buffer_text(out, _(", exact hypergeometric "));
    percent(out, limit);
    text_buffer_char(out, '\n');
}

static void interval(long double error, long double width, bool known, TextBuffer *out)
{
    amount_line(out, "", (Ore)llroundl(error));
    if (known) amount_line(out, " +-", (Ore)llroundl(width));
}

static bool in_range(long double error, long double width)
{
    const long double most = INT64_MAX / 4;
    return fabsl(error) <= most && width <= most;
}

static void estimate_line(const Estimate *estimate, EstimateMethod method, SampleRisk risk,
                          TextBuffer *out)
{
    bool known = estimate_has_interval(estimate);
    long double width = known ? estimate_width(estimate, risk) : 0;
    if (!in_range(estimate->error, width)) return;
    static const char *const names[ESTIMATE_METHODS] = {
        [ESTIMATE_DIFFERENCE] = N_("  estimated error, by difference:"),
        [ESTIMATE_RATIO] = N_("  estimated error, by ratio:"),
        [ESTIMATE_REGRESSION] = N_("  estimated error, by regression:")};
    text_buffer_text(out, translate(names[method]));
    interval(estimate->error, width, known, out);
    text_buffer_char(out, '\n');
}

/* An interval from a handful of errors covers far less often than it says: none is given. */
static Status estimate_lines(const Sample *sample, int confidence, TextBuffer *out,
                             Failure *failure)
{
    Estimate estimate;
    bool few = false;
    CLEANUP(system_free)
    AuditedPair *room = system_allocate((sample->item_count + 1) * sizeof *room);
    if (room == NULL) return failure_set(failure, STATUS_MEMORY, _("sample"), NULL);
    for (int method = 0; method < ESTIMATE_METHODS; method++) {
        if (!estimate_sample((EstimateMethod)method, sample, room, &estimate)) continue;
        few = !estimate_has_interval(&estimate);
        estimate_line(&estimate, (EstimateMethod)method, sample_risk(confidence, sample->looks),
                      out);
    }
    if (few) text_buffer_text(out, _("  too few errors for an interval; see the limit\n"));
    return STATUS_OK;
}

static void persons_lines(const Sample *sample, const SampleEvaluation *evaluation,
                          TextBuffer *out)
{
    const SamplePersons *persons = &evaluation->persons;
    for (size_t s = 0; s < sample->strata_count; s++)
        stratum_line(&sample->strata[s], &persons->strata[s], out);
    if (sample->method == SAMPLE_STRATIFIED) {
        text_buffer_text(out,
                         _("  Each limit is of that stratum alone, whatever was found in the "
                           "others; few drawn\n  say little. They are not added up.\n"));
    }
    text_buffer_format(out, _("All: %s drawn of %s, %s with errors\n"),
                       count_text((uint64_t)persons->all.n).text,
                       count_words(sample->count, "person", "persons").text,
                       count_text((uint64_t)persons->all.errors).text);
    if (sample->strata_count == 1)
        pooled_lines(persons, evaluation->limit, out);
    else
        strata_lines(persons, evaluation->limit, out);
    amount_line(out, _("  projected error in all:"), persons->projected);
    text_buffer_char(out, '\n');
}

/* --- monetary units --- */

/* What is said, and whether it is good. */
typedef struct Verdict {
    int confidence, tolerable;
    bool extended; /* by more looks than were planned */
} Verdict;

/* Whole sentences: in Norwegian the words stand in another order in each. */
static const char *conclusion(const Verdict *verdict, bool below)
{
    if (below)
        return verdict->extended
                   ? N_("Conclusion: with at least %d.%d %% confidence the error is "
                        "below the tolerable %d.%02d %%.")
                   : N_("Conclusion: with %d.%d %% confidence the error is below "
                        "the tolerable %d.%02d %%.");
    return verdict->extended
               ? N_("Conclusion: it cannot be said with at least %d.%d %% confidence that the "
                    "error is below the tolerable %d.%02d %%.")
               : N_("Conclusion: it cannot be said with %d.%d %% confidence that the error is "
                    "below the tolerable %d.%02d %%.");
}

static void conclude(const Verdict *verdict, bool below, const char *otherwise, TextBuffer *out)
{
    text_buffer_format(out, translate(conclusion(verdict, below)), verdict->confidence / 10,
                       verdict->confidence % 10, verdict->tolerable / 100,
                       verdict->tolerable % 100);
    if (!below) text_buffer_text(out, translate(otherwise));
    text_buffer_char(out, '\n');
}

#define DRAW_MORE N_(" Draw more, or treat the population as in error.")

static const char *const side_names[SAMPLE_SIDES] = {
    N_("Overstated"), N_("Understated, of items that were paid"), N_("Negative items")};

static void unbounded_line(SampleSide which, size_t count, TextBuffer *out)
{
    if (which == SIDE_OVER)
        text_buffer_format(out,
                           translate_count("  %zu item owes more than it got: no bound\n",
                                           "  %zu items owe more than they got: no bound\n",
                                           count),
                           count);
    else if (which == SIDE_UNDER)
        text_buffer_format(
            out,
            translate_count("  %zu item got less than half of its due: no bound\n",
                            "  %zu items got less than half of their due: no bound\n", count),
            count);
    else
        text_buffer_format(
            out,
            translate_count("  %zu item is wrong by more than it is: no bound\n",
                            "  %zu items are wrong by more than they are: no bound\n", count),
            count);
}

static void upper_line(const SampleMonetary *found, SampleSide which, TextBuffer *out)
{
    const SampleSideFound *side = &found->sides[which];
    if (!side->bounded) {
        unbounded_line(which, side->unbounded, out);
        return;
    }
    int64_t parts = sample_share_millionths(side->upper, found->book);
    amount_line(out,
                which == SIDE_NEGATIVE ? _("  upper limit:") : _("  upper limit (Stringer):"),
                side->upper);
    text_buffer_text(out, ", ");
    percent_of(out, parts);
    amount_line(out, _(" of"), found->book);
    text_buffer_char(out, '\n');
}

static void negative_line(const Sample *sample, const SampleMonetary *found, TextBuffer *out)
{
    text_buffer_format(out, _("  %s of %s looked at,"), count_text(found->negative_drawn).text,
                       count_text(sample->negative_count).text);
    amount_line(out, "", sample->negative_sum);
    amount_line(out, _(" in all; the others count whole:"), found->negative_left);
    text_buffer_char(out, '\n');
}

static void side_lines(const Sample *sample, const SampleMonetary *found, SampleSide which,
                       const Verdict *verdict, TextBuffer *out)
{
    const SampleSideFound *side = &found->sides[which];
    if (which == SIDE_NEGATIVE && sample->negative_count == 0) {
        text_buffer_text(out, _("Negative items: none\n"));
        return;
    }
    text_buffer_format(out, _("%s: %s in error"), translate(side_names[which]),
                       count_text(side->drawn + side->whole).text);
    if (side->estimated)
        amount_line(out, _(", projected error:"), side->estimate);
    else
        text_buffer_text(out, _(", no estimate without any drawn"));
    text_buffer_char(out, '\n');
    if (which == SIDE_NEGATIVE) negative_line(sample, found, out);
    upper_line(found, which, out);
    text_buffer_text(out, "  ");
    conclude(verdict, side->below, side->bounded ? DRAW_MORE : "", out);
}

static void monetary_lines(const Sample *sample, const SampleMonetary *found,
                           const Verdict *verdict, TextBuffer *out)
{
    const SampleSideFound *over = &found->sides[SIDE_OVER], *under = &found->sides[SIDE_UNDER];
    text_buffer_format(out, _("Monetary units: %s drawn, %s overstated, %s understated\n"),
                       count_text((uint64_t)found->n).text, count_text(over->drawn).text,
                       count_text(under->drawn).text);
    text_buffer_format(out, _("Items all taken: %s, %s overstated, %s understated\n"),
                       count_text(found->taken_count).text, count_text(over->whole).text,
                       count_text(under->whole).text);
    amount_line(out, _("  of"), found->book);
    amount_line(out, ":", found->taken);
    amount_line(out, _(" taken whole, whose errors count as found, and"), found->sampled);
    text_buffer_text(out, _("\n  drawn from"));
    amount_line(out, _("; tolerable:"), found->tolerable);
    text_buffer_text(out, _("\nNo side makes another one smaller.\n"));
    for (int side = 0; side < SAMPLE_SIDES; side++)
        side_lines(sample, found, (SampleSide)side, verdict, out);
}

/* --- two stages --- */

/* What the interval is worth. */
static const char *stages_text(const StagesFound *found)
{
    if (!found->interval)
        return N_("  no error found: no interval, and two stages have no other limit\n");
    return found->errors < ESTIMATE_ERRORS_LEAST
               ? N_("  too few errors for a conclusion from the interval\n")
               : N_("  An interval by t, from that many hits: an estimate, no bound.\n");
}

static void stages_lines(const Sample *sample, const StagesFound *found, TextBuffer *out)
{
    text_buffer_format(out,
                       _("Two stages: %s on %s, by kroner; %s looked at, %s with errors\n"),
                       count_words((uint64_t)sample->hits, "hit", "hits").text,
                       count_words(found->places, "municipality", "municipalities").text,
                       count_words((uint64_t)found->persons, "person", "persons").text,
                       count_text((uint64_t)found->errors).text);
    if (in_range(found->estimate.error, found->width)) {
        text_buffer_text(out, _("  estimated error:"));
        interval(found->estimate.error, found->width, found->interval, out);
        amount_line(out, _(" of"), found->booked);
        text_buffer_char(out, '\n');
    }
    text_buffer_text(out, translate(stages_text(found)));
    if (found->beyond == 0) return;
    text_buffer_format(out, _("  Could not be hit, as no more was paid than taken back: %s,"),
                       count_text(found->beyond).text);
    amount_line(out, "", found->beyond_sum);
    text_buffer_char(out, '\n');
}

Status sample_report_stages(const Sample *sample, int confidence, int tolerable,
                            StagesFound *found, Failure *failure)
{
    StagesRoom room;
    CLEANUP(system_free)
    StagePerson *persons = system_allocate((sample->item_count + 1) * sizeof *persons);
    CLEANUP(system_free)
    StageHit *hits = system_allocate((size_t)sample->hits * sizeof *hits);
    if (persons == NULL || hits == NULL)
        return failure_set(failure, STATUS_MEMORY, _("sample"), NULL);
    room = (StagesRoom){persons, hits};
    return sample_stages(sample, sample_risk(confidence, sample->looks), tolerable,
                         sample_ticket, &room, found, failure);
}

/* --- looks --- */

static void looks_line(const Sample *sample, const Verdict *verdict, TextBuffer *out)
{
    int looks = sample->looks > 1 ? sample->looks : 1,
        look = sample->look > 1 ? sample->look : 1;
    if (looks == 1 && look == 1) return;
    text_buffer_format(
        out, _("Look %d of %d planned: each is judged with its part of the risk"), look, looks);
    if (verdict->extended)
        text_buffer_text(out, _("; one more than planned, so that less\ncan be said"));
    text_buffer_text(out, ".\n");
}

Status sample_report_evaluate(const Sample *sample, int confidence, int tolerable,
                              SampleEvaluation **out, Failure *failure)
{
    CLEANUP(system_free)
    long double *room = system_allocate(SAMPLE_ROOM * (sample->item_count + 1) * sizeof *room);
    *out = system_allocate(sizeof **out);
    if (room == NULL || *out == NULL)
        return failure_set(failure, STATUS_MEMORY, _("sample"), NULL);
    return sample_evaluate(sample, confidence, tolerable, &sample_exact, room, *out, failure);
}

/* --- faults without an amount --- */

typedef struct Deviations {
    size_t yes, open; /* rows; those not answered */
} Deviations;

static Deviations count_deviations(const Sample *sample)
{
    Deviations count = {0, 0};
    for (size_t i = 0; i < sample->item_count; i++) {
        count.yes += sample->items[i].deviation == DEVIATION_YES;
        count.open += sample->items[i].deviation == DEVIATION_OPEN;
    }
    return count;
}

/* The same draw, in which an item is in error when it has one: of monetary units all of it. */
static void copy_deviations(const Sample *sample, Sample *copy, SampleItem *items)
{
    *copy = *sample;
    copy->items = items;
    for (size_t i = 0; i < sample->item_count; i++) {
        SampleItem *item = &items[i];
        *item = sample->items[i];
        bool wrong = item->deviation == DEVIATION_YES;
        if (sample->method != SAMPLE_MUS) item->amount = 1;
        item->audited = wrong ? 0 : item->amount;
        item->audited_given = true;
    }
}

static void deviation_limit(const Sample *sample, const SampleEvaluation *found,
                            TextBuffer *out)
{
    const SampleSideFound *side = &found->monetary.sides[SIDE_OVER];
    if (sample->method != SAMPLE_MUS) {
        text_buffer_text(out, _("; upper limit of their rate "));
        percent(out, found->limit);
        return;
    }
    amount_line(out, _("; upper limit of the kroner of items with one:"), side->upper);
    int64_t parts = sample_share_millionths(side->upper, found->monetary.book);
    text_buffer_text(out, ", ");
    percent_of(out, parts);
}

static Status judge_deviations(const Sample *sample, int confidence, int tolerable,
                               TextBuffer *out, Failure *failure)
{
    CLEANUP(system_free) SampleEvaluation *evaluation = NULL;
    CLEANUP(system_free) Sample *copy = system_allocate(sizeof *copy);
    CLEANUP(system_free)
    SampleItem *items = system_allocate((sample->item_count + 1) * sizeof *items);
    if (copy == NULL || items == NULL)
        return failure_set(failure, STATUS_MEMORY, _("sample"), NULL);
    copy_deviations(sample, copy, items);
    TRY(sample_report_evaluate(copy, confidence, tolerable, &evaluation, failure));
    deviation_limit(sample, evaluation, out);
    return STATUS_OK;
}

static Status deviation_lines(const Sample *sample, int confidence, int tolerable,
                              TextBuffer *out, Failure *failure)
{
    Deviations count = count_deviations(sample);
    if (count.open == sample->item_count) return STATUS_OK;
    text_buffer_format(out, _("Deviations without an amount: %s of %s"),
                       count_text(count.yes).text,
                       count_words(sample->item_count, "row", "rows").text);
    if (sample->method == SAMPLE_STAGES)
        text_buffer_text(out, _("; two stages give no limit"));
    else if (count.open > 0)
        text_buffer_format(out, _("; without an answer: %s, so there is no limit"),
                           count_words(count.open, "row", "rows").text);
    else
        TRY(judge_deviations(sample, confidence, tolerable, out, failure));
    text_buffer_char(out, '\n');
    return STATUS_OK;
}

/* --- */

static Verdict verdict_of(const Sample *sample, int confidence, int tolerable)
{
    return (Verdict){sample_looks_confidence(confidence, sample->looks, sample->look),
                     tolerable, sample->look > (sample->looks > 1 ? sample->looks : 1)};
}

static Status report_stages(const Sample *sample, int confidence, int tolerable,
                            TextBuffer *out, Failure *failure)
{
    StagesFound found;
    Verdict verdict = verdict_of(sample, confidence, tolerable);
    TRY(sample_check_filled(sample, failure));
    TRY(sample_report_stages(sample, confidence, tolerable, &found, failure));
    looks_line(sample, &verdict, out);
    stages_lines(sample, &found, out);
    TRY(deviation_lines(sample, confidence, tolerable, out, failure));
    conclude(&verdict, found.below, DRAW_MORE, out);
    return text_buffer_status(out, failure);
}

Status sample_report(const Sample *sample, int confidence, int tolerable, TextBuffer *out,
                     Failure *failure)
{
    CLEANUP(system_free) SampleEvaluation *evaluation = NULL;
    Verdict verdict = verdict_of(sample, confidence, tolerable);
    if (sample->method == SAMPLE_STAGES)
        return report_stages(sample, confidence, tolerable, out, failure);
    TRY(sample_report_evaluate(sample, confidence, tolerable, &evaluation, failure));
    looks_line(sample, &verdict, out);
    if (sample->method == SAMPLE_MUS) {
        TRY(deviation_lines(sample, confidence, tolerable, out, failure));
        monetary_lines(sample, &evaluation->monetary, &verdict, out);
        return text_buffer_status(out, failure);
    }
    persons_lines(sample, evaluation, out);
    TRY(estimate_lines(sample, confidence, out, failure));
    TRY(deviation_lines(sample, confidence, tolerable, out, failure));
    conclude(&verdict, evaluation->below, DRAW_MORE, out);
    return text_buffer_status(out, failure);
}

/* --- what is believed --- */

static Status check_prior(const Sample *sample, const BetaPrior *prior, Failure *failure)
{
    if (sample->method != SAMPLE_ATTRIBUTE)
        return failure_set(failure, STATUS_USAGE, "--distribution",
                           "beta judges persons of one population, drawn evenly: method "
                           "attribute");
    if (prior->errors <= prior->n && prior->n <= (int64_t)sample->item_count) return STATUS_OK;
    return failure_set(failure, STATUS_USAGE, "--prior-n",
                       "not at least --prior-errors and at most the %zu that were drawn: what "
                       "was found before must not weigh more than what is found now",
                       sample->item_count);
}

static void prior_text(const BetaPrior *prior, TextBuffer *out)
{
    if (prior->n == 0)
        text_buffer_text(out, _("nothing known before: the uniform distribution"));
    else
        text_buffer_format(out, _("found before: %s of %s"),
                           count_words((uint64_t)prior->errors, "error", "errors").text,
                           count_text((uint64_t)prior->n).text);
}

static void belief_lines(const Sample *sample, const BetaPrior *prior, int64_t most, bool below,
                         const Verdict *verdict, TextBuffer *out)
{
    int64_t count = (int64_t)sample->count;
    text_buffer_format(out, _("Bayesian (beta-binomial; "));
    prior_text(prior, out);
    text_buffer_format(out, _("): at most %s of %s, "), count_text((uint64_t)most).text,
                       count_words((uint64_t)count, "person", "persons").text);
    percent(out, (long double)most / (long double)count);
    text_buffer_text(out, _("\nConclusion, Bayesian ("));
    prior_text(prior, out);
    text_buffer_format(
        out,
        below ? _("): with %d.%d %% probability the error is below the tolerable %d.%02d %%.\n")
              : _("): it cannot be said with %d.%d %% probability that the error is below the "
                  "tolerable %d.%02d %%.\n"),
        verdict->confidence / 10, verdict->confidence % 10, verdict->tolerable / 100,
        verdict->tolerable % 100);
}

Status sample_believed(const Sample *sample, const BetaPrior *prior, int confidence,
                       int tolerable, int64_t *most, bool *below, Failure *failure)
{
    int64_t errors = 0, count = (int64_t)sample->count;
    TRY(check_prior(sample, prior, failure));
    TRY(sample_check_filled(sample, failure));
    for (size_t i = 0; i < sample->item_count; i++)
        errors += sample->items[i].audited != sample->items[i].amount;
    *most =
        beta_population_limit(prior, errors, (int64_t)sample->item_count, count, confidence);
    *below = *most * BASIS_POINTS < tolerable * count;
    return STATUS_OK;
}

Status sample_report_belief(const Sample *sample, const BetaPrior *prior, int confidence,
                            int tolerable, TextBuffer *out, Failure *failure)
{
    int64_t most;
    bool below;
    const Verdict verdict = {confidence, tolerable, false};
    TRY(sample_believed(sample, prior, confidence, tolerable, &most, &below, failure));
    belief_lines(sample, prior, most, below, &verdict, out);
    return text_buffer_status(out, failure);
}

void sample_report_proof(const Sample *sample, const char *proof, TextBuffer *out)
{
    if (proof == NULL)
        proof =
            N_("The draw was not checked: without --run nobody knows that this list is the one "
               "that was drawn.\n");
    text_buffer_text(out, translate(proof));
    if (sample->seed_chosen)
        text_buffer_text(out,
                         _("The seed was chosen by who drew: it is not the ledger's newest "
                           "checkpoint.\n"));
}
