/*
 * grant.c - what all grants share: parts at the rates in force, what is due
 * through a quarter, the trace. grants.md 1, 2.3 (terms) and 5.
 */
#include "rules/ruleset/grant.h"

#include <stdarg.h>
#include <stdio.h>

#include "rules/base/money_text.h"
#include "rules/base/translator.h"
#include "rules/ruleset/grant_work.h"

const char *no_grant_reason_text(NoGrantReason reason)
{
    static const char *const texts[NO_GRANT_REASON_COUNT] = {
        [NO_GRANT_HAS_LINES] = "has-lines",
        [NO_GRANT_NOT_SETTLED] = "not-settled",
        [NO_GRANT_NO_PERMIT] = "no-permit",
        [NO_GRANT_GROUND] = "ground",
        [NO_GRANT_NOT_PERMANENT] = "not-permanent",
        [NO_GRANT_FAMILY_LATE] = "family-late",
        [NO_GRANT_NEWBORN_OUTSIDE] = "newborn-outside",
        [NO_GRANT_YEARS_PAST] = "years-past",
        [NO_GRANT_NOT_RESIDENT] = "not-resident",
        [NO_GRANT_NOT_CLAIMED] = "not-claimed",
        [NO_GRANT_NOT_DUE] = "not-due",
        [NO_GRANT_NOT_TARGET] = "not-target",
    };
    INVARIANT((unsigned)reason < NO_GRANT_REASON_COUNT);
    return texts[reason];
}

void trace_step(const Trace *trace, const char *paragraph, const char *format, ...)
{
    if (trace == NULL || trace->step == NULL) return;
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, translate(format), arguments);
    va_end(arguments);
    INVARIANT(length >= 0);
    trace->step(trace->user, paragraph, text);
}

FractionText fraction_text(Fraction fraction)
{
    FractionText text;
    (void)fraction_format(fraction, text.text);
    return text;
}

/* grants.md 2.3, 4.3: through quarter q the part [0, q/4) is due; an earlier
 * year is whole. */
GrantWork grant_work(const GrantContext *context, const Registration *person,
                     EarnedParts *parts, const Trace *trace)
{
    static const Fraction quarters[5] = {{0, 1}, {1, 4}, {1, 2}, {3, 4}, {1, 1}};
    static const int lengths[5] = {0, 90, 181, 273, 365};
    INVARIANT(context->budget_year <= context->run_year);
    INVARIANT(context->run_quarter >= 1 && context->run_quarter <= 4);
    GrantWork work = {.context = context,
                      .rules = context->rules,
                      .person = person,
                      .parts = parts,
                      .trace = trace,
                      .year_begin = first_day_of_year(context->budget_year),
                      .through = FRACTION_ONE};
    int days = days_in_year(context->budget_year);
    work.year_end = work.year_begin + days - 1;
    work.first_term = work.year_begin + 89 + (days - 365); /* 31 March */
    if (context->budget_year == context->run_year) {
        int quarter = context->run_quarter;
        work.run_end = work.year_begin + lengths[quarter] + days - 366;
        work.as_of = work.run_end;
        work.through = quarters[quarter];
    } else {
        work.run_end = last_day_of_quarter(context->run_year, context->run_quarter);
        work.as_of = work.year_end;
    }
    return work;
}

Interval whole_year(Place place)
{
    return (Interval){FRACTION_ZERO, FRACTION_ONE, place};
}

Rounding grant_rounding(const RuleSet *rules, GrantCode code)
{
    bool norwegian = payment_group_scheme(grant_code_group(code)) == SCHEME_NORWEGIAN;
    return norwegian ? (Rounding)rule_value(rules, RULE_NORWEGIAN_ROUNDING) : ROUND_TO_KRONE;
}

bool grant_is_in_terms(const RuleSet *rules, GrantCode code)
{
    switch (grant_code_group(code)) {
    case GROUP_INT_2_5:
        return true;
    case GROUP_EM:
        return code != GRANT_EM_SETTLED_THIS_YEAR;
    case GROUP_NORSK:
        return rule_value(rules, RULE_NORWEGIAN_PAYMENT) == PAYMENT_IN_TERMS;
    default:
        return false;
    }
}

/* The paragraph a code's amount rests on. */
static const char *paragraph_of(GrantCode code)
{
    switch (grant_code_group(code)) {
    case GROUP_INT_1:
        return "2.2";
    case GROUP_INT_2_5:
        return "2.3";
    case GROUP_FHT:
    case GROUP_EM:
        return "2.4";
    default:
        return "3";
    }
}

static void tell_part(const GrantWork *work, const EarnedPart *part)
{
    if (work->trace == NULL) return;
    GrantCode code = (GrantCode)part->code;
    if (part->problem == PART_RATE_MISSING) {
        trace_step(work->trace, paragraph_of(code),
                   "%s: municipality %04d has the part %s to %s of %d, but the "
                   "rule set has no "
                   "rate for it; the line is held.",
                   grant_code_text(code), part->municipality, fraction_text(part->from).text,
                   fraction_text(part->to).text, part->budget_year);
        return;
    }
    trace_step(work->trace, paragraph_of(code),
               "%s: municipality %04d has the part %s to %s of %d at the rate "
               "%s kr and has earned %s kr through quarter %d of %d.%s",
               grant_code_text(code), part->municipality, fraction_text(part->from).text,
               fraction_text(part->to).text, part->budget_year,
               whole_kroner_text(part->rate).text, amount_text(part->earned).text,
               work->context->run_quarter, work->context->run_year,
               part->problem == PART_MUNICIPALITY_AMBIGUOUS
                   ? _(" Which municipality this code has become cannot be told: "
                       "what is due of it is held.")
                   : "");
}

/* Appends one part of an amount, with what it has earned through the point
 * `through` of the year; `rate` is the row the amount leans on, NULL when it is
 * missing. */
static Status append(GrantWork *work, GrantCode code, int grant_year, const Interval *interval,
                     const Rate *rate, Kroner amount, Fraction through)
{
    EarnedParts *parts = work->parts;
    if (parts->count == parts->capacity) return STATUS_BUFFER_TOO_SMALL;
    EarnedPart *part = &parts->items[parts->count++];
    *part =
        (EarnedPart){.code = (uint8_t)code,
                     .grant_year = (uint8_t)grant_year,
                     .problem = PART_RATE_MISSING,
                     .budget_year = (int16_t)work->context->budget_year,
                     .municipality = interval->place.code,
                     .from = interval->from,
                     .to = interval->to,
                     .rate_index = rate == NULL ? -1 : (int16_t)(rate - work->rules->rates)};
    if (rate != NULL) {
        Fraction end = fraction_min(interval->to, fraction_max(through, interval->from));
        part->problem = interval->place.ambiguous ? PART_MUNICIPALITY_AMBIGUOUS : PART_FINE;
        part->rate = amount;
        part->earned =
            worth_of_interval(amount, interval->from, end, grant_rounding(work->rules, code));
    }
    tell_part(work, part);
    return STATUS_OK;
}

static Status add_at_rate(GrantWork *work, GrantCode code, int grant_year,
                          const Interval *interval, const Rate *rate)
{
    return append(work, code, grant_year, interval, rate, rate != NULL ? rate->amount : 0,
                  work->through);
}

/* grants.md 2.3: where the rate changes within the year, each quarter has the
 * rate in force on its last day; neighbouring quarters at one rate are one
 * part, since C(b) - C(a) adds up. */
static Status add_terms_by_quarter(GrantWork *work, GrantCode code, int grant_year,
                                   const Interval *interval)
{
    Interval piece = *interval;
    for (int quarter = 1; quarter <= 4;) {
        Day due = last_day_of_quarter(work->context->budget_year, quarter);
        const Rate *rate = rule_rate(work->rules, code, due, work->as_of);
        for (quarter++; quarter <= 4; quarter++) {
            due = last_day_of_quarter(work->context->budget_year, quarter);
            if (rule_rate(work->rules, code, due, work->as_of) != rate) break;
        }
        Fraction boundary = fraction_make(quarter - 1, 4);
        piece.to = fraction_min(interval->to, boundary);
        if (fraction_compare(piece.from, piece.to) >= 0) continue;
        TRY(add_at_rate(work, code, grant_year, &piece, rate));
        piece.from = piece.to;
    }
    return STATUS_OK;
}

Status add_terms(GrantWork *work, GrantCode code, int grant_year, const Interval *interval)
{
    const Rate *first = rule_rate(work->rules, code, work->first_term, work->as_of);
    const Rate *last = rule_rate(work->rules, code, work->year_end, work->as_of);
    if (first == last) return add_at_rate(work, code, grant_year, interval, first);
    return add_terms_by_quarter(work, code, grant_year, interval);
}

Status add_amount(GrantWork *work, GrantCode code, int grant_year, const Interval *interval,
                  Kroner amount, const Rate *rate)
{
    return append(work, code, grant_year, interval, rate, amount, interval->to);
}

/* grants.md 5: one-offs and whole payments use the rate in force on their day.
 */
Status add_whole(GrantWork *work, GrantCode code, int grant_year, const Interval *interval,
                 Day due)
{
    const Rate *rate = rule_rate(work->rules, code, due, work->as_of);
    return add_amount(work, code, grant_year, interval, rate != NULL ? rate->amount : 0, rate);
}
