/* sample_json.c - what an evaluated sample says, as JSON: of sample_report.h. Shares are whole
 * millionths. */
#include <math.h>

#include "formats/json/json_writer.h"
#include "formats/run/sample_report.h"

static int64_t millionths(long double share)
{
    return (int64_t)llroundl(share * 1000000);
}

/* How far what follows can be believed: the confidence that is left after all looks, and
 * whether anybody has drawn again. */
static void put_belief(JsonWriter *json, const Sample *sample, int confidence,
                       uint32_t checked_as)
{
    json_put_number(json, "looks_planned", sample->looks > 1 ? sample->looks : 1);
    json_put_number(json, "look", sample->look > 1 ? sample->look : 1);
    json_put_number(json, "concluded_with_thousandths",
                    sample_looks_confidence(confidence, sample->looks, sample->look));
    json_put_flag(json, "seed_chosen", sample->seed_chosen);
    json_put_flag(json, "draw_checked", checked_as != SAMPLE_NOT_CHECKED);
    if (checked_as != SAMPLE_NOT_CHECKED && checked_as > 0)
        json_put_number(json, "draw_number", checked_as);
}

static void put_sample(JsonWriter *json, const Sample *sample)
{
    json_put_text(json, "format", SAMPLE_JSON_FORMAT);
    json_put_text(json, "method", sample_method_text(sample->method));
    json_put_text(json, "from", sample_from_text(sample->from));
    json_put_text(json, "strata_by", sample_strata_text(sample->strata_kind));
    json_put_number(json, "population_items", (int64_t)sample->count);
    json_put_number(json, "population_ore", sample->sum);
}

static void put_head(JsonWriter *json, const Sample *sample, int confidence, int tolerable)
{
    put_sample(json, sample);
    json_put_number(json, "rows", (int64_t)sample->item_count);
    json_put_number(json, "confidence_thousandths", confidence);
    json_put_number(json, "tolerable_basis_points", tolerable);
}

static void put_stratum(JsonWriter *json, const SampleStratum *stratum,
                        const SampleStratumFound *here)
{
    json_object(json, NULL, JSON_INLINE);
    json_put_text(json, "stratum", stratum->name);
    json_put_number(json, "items", (int64_t)stratum->count);
    json_put_number(json, "drawn", here->found.n);
    json_put_number(json, "errors", here->found.errors);
    if (here->found.n > 0) {
        json_put_number(json, "projected_error_ore", here->projected);
        json_put_number(json, "limit_millionths", millionths(here->limit));
    }
    json_end(json);
}

static void put_persons(JsonWriter *json, const Sample *sample,
                        const SampleEvaluation *evaluation)
{
    const SamplePersons *persons = &evaluation->persons;
    json_object(json, "persons", JSON_LINES);
    json_put_number(json, "drawn", persons->all.n);
    json_put_number(json, "errors", persons->all.errors);
    json_put_number(json, "projected_error_ore", persons->projected);
    json_put_number(json, "limit_millionths", millionths(evaluation->limit));
    json_put_flag(json, "below_tolerable", evaluation->below);
    json_array(json, "strata", JSON_LINES_OR_NONE);
    for (size_t s = 0; s < sample->strata_count; s++)
        put_stratum(json, &sample->strata[s], &persons->strata[s]);
    json_end(json);
    json_end(json);
}

static void put_side(JsonWriter *json, const char *name, const SampleSideFound *side)
{
    json_object(json, name, JSON_INLINE);
    json_put_number(json, "errors", (int64_t)(side->drawn + side->whole));
    if (side->estimated) json_put_number(json, "projected_error_ore", side->estimate);
    if (side->bounded) json_put_number(json, "upper_limit_ore", side->upper);
    json_put_flag(json, "below_tolerable", side->below);
    json_end(json);
}

static void put_monetary(JsonWriter *json, const Sample *sample, const SampleMonetary *found)
{
    json_object(json, "monetary_units", JSON_LINES);
    json_put_number(json, "book_ore", found->book);
    json_put_number(json, "tolerable_ore", found->tolerable);
    json_put_number(json, "drawn", found->n);
    json_put_number(json, "taken_whole", (int64_t)found->taken_count);
    json_put_number(json, "taken_whole_ore", found->taken);
    put_side(json, "overstated", &found->sides[SIDE_OVER]);
    put_side(json, "understated", &found->sides[SIDE_UNDER]);
    if (sample->negative_count > 0) put_side(json, "negative", &found->sides[SIDE_NEGATIVE]);
    json_end(json);
}

static Status put_stages(JsonWriter *json, const Sample *sample, int confidence, int tolerable,
                         Failure *failure)
{
    StagesFound found;
    TRY(sample_check_filled(sample, failure));
    TRY(sample_report_stages(sample, confidence, tolerable, &found, failure));
    json_object(json, "two_stages", JSON_LINES);
    json_put_number(json, "hits", sample->hits);
    json_put_number(json, "municipalities", (int64_t)found.places);
    json_put_number(json, "persons", found.persons);
    json_put_number(json, "errors", found.errors);
    if (fabsl(found.estimate.error) < (long double)SUM_ORE_MAX)
        json_put_number(json, "estimated_error_ore", (int64_t)llroundl(found.estimate.error));
    if (found.interval && found.width < (long double)SUM_ORE_MAX)
        json_put_number(json, "interval_half_width_ore", (int64_t)llroundl(found.width));
    json_put_flag(json, "below_tolerable", found.below);
    json_end(json);
    return STATUS_OK;
}

static Status put_drawn(JsonWriter *json, const Sample *sample, int confidence, int tolerable,
                        Failure *failure)
{
    CLEANUP(system_free) SampleEvaluation *evaluation = NULL;
    TRY(sample_report_evaluate(sample, confidence, tolerable, &evaluation, failure));
    if (sample->method == SAMPLE_MUS)
        put_monetary(json, sample, &evaluation->monetary);
    else
        put_persons(json, sample, evaluation);
    return STATUS_OK;
}

/* What is believed by what was found before, too. */
static Status put_prior(JsonWriter *json, const Sample *sample, const BetaPrior *prior,
                        int confidence, int tolerable, Failure *failure)
{
    int64_t most;
    bool below;
    if (prior == NULL) return STATUS_OK;
    TRY(sample_believed(sample, prior, confidence, tolerable, &most, &below, failure));
    json_object(json, "bayesian", JSON_INLINE);
    json_put_number(json, "prior_errors", prior->errors);
    json_put_number(json, "prior_n", prior->n);
    json_put_number(json, "persons_limit", most);
    json_put_flag(json, "below_tolerable", below);
    json_end(json);
    return STATUS_OK;
}

void sample_drawn_json(const Sample *sample, uint32_t number, int64_t drawn, const char *path,
                       TextBuffer *out)
{
    JsonWriter json = JSON_WRITER(out);
    json_object(&json, NULL, JSON_LINES);
    put_sample(&json, sample);
    json_put_number(&json, "drawn", drawn);
    json_put_number(&json, "draw_number", number);
    json_put_flag(&json, "seed_chosen", sample->seed_chosen);
    json_put_text(&json, "seed", sample->seed);
    json_put_text(&json, "file", path);
    json_end(&json);
}

static void put_number_alone(const char *name, int64_t number, TextBuffer *out)
{
    JsonWriter json = JSON_WRITER(out);
    json_object(&json, NULL, JSON_LINES);
    json_put_text(&json, "format", SAMPLE_JSON_FORMAT);
    json_put_number(&json, name, number);
    json_end(&json);
}

void sample_size_json(int64_t size, TextBuffer *out)
{
    put_number_alone("size", size, out);
}

void sample_limit_json(long double limit, TextBuffer *out)
{
    put_number_alone("limit_millionths", millionths(limit), out);
}

Status sample_report_json(const Sample *sample, int confidence, int tolerable,
                          const BetaPrior *prior, uint32_t checked_as, TextBuffer *out,
                          Failure *failure)
{
    JsonWriter json = JSON_WRITER(out);
    json_object(&json, NULL, JSON_LINES);
    put_head(&json, sample, confidence, tolerable);
    put_belief(&json, sample, confidence, checked_as);
    TRY(sample->method == SAMPLE_STAGES
            ? put_stages(&json, sample, confidence, tolerable, failure)
            : put_drawn(&json, sample, confidence, tolerable, failure));
    TRY(put_prior(&json, sample, prior, confidence, tolerable, failure));
    json_end(&json);
    return text_buffer_status(out, failure);
}
