/* report.c - the control of a year's accounts as one page, bokmål: a part of output.h. */
#include <stdio.h>
#include <string.h>

#include "formats/accounts/output.h"
#include "formats/accounts/words.h"
#include "formats/html/html_page.h"

enum { RISKIEST_SHOWN = 40 };

static size_t award_count(const AccountsOutcome *outcome)
{
    return outcome->control.book->award_count;
}

static const Award *award_at(const AccountsOutcome *outcome, size_t i)
{
    return &outcome->control.book->awards[i];
}

static const AwardDecision *decision_at(const AccountsOutcome *outcome, size_t i)
{
    return outcome->judged ? outcome->decisions[i] : NULL;
}

/* The number alone, where heading or caption says kroner. */
static AmountWords kroner_words(Ore amount)
{
    AmountWords words = amount_words(amount);
    char *unit = strrchr(words.text, ' ');
    INVARIANT(unit != NULL);
    *unit = '\0';
    return words;
}

static void html_cell_amount(HtmlTable *table, Ore amount)
{
    html_cell(table, kroner_words(amount).text);
}

/* --- the top --- */

static void begin(TextBuffer *out, const AccountsOutcome *outcome)
{
    static const char *const notes[] = {"UTKAST: ikke underskrevet.",
                                        "TEST: laget fra en testhovedbok.", ""};
    char date[DAY_TEXT_SIZE];
    day_format(outcome->control.book->date, date);
    html_begin_in(out, "nb", "Kontroll av rapporterte regnskaper", notes[outcome->mode]);
    paragraph_of_words(out, "Kontrollert %s med grensene versjon %s. %s", date,
                       outcome->control.limits->version,
                       outcome->judged     ? "Utvalget er trukket, og regnskap er vurdert."
                       : outcome->selected ? "Utvalget er trukket."
                                           : "Utvalget er ikke trukket ennå.");
}

static void card(TextBuffer *out, int64_t number, const char *what)
{
    char text[32];
    snprintf(text, sizeof text, "%lld", (long long)number);
    html_card(out, text, what);
}

static void show_cards(TextBuffer *out, const AccountsOutcome *outcome)
{
    const AccountsTotals totals = accounts_totals(outcome);
    char text[64];
    html_cards_begin(out);
    snprintf(text, sizeof text, "%lld av %zu", (long long)totals.reported,
             award_count(outcome));
    html_card(out, text, "regnskap mottatt");
    html_card(out, kroner_words(totals.paid).text, "kroner utbetalt");
    html_card(out, kroner_words(totals.unused).text, "kroner ubrukt, beregnet");
    card(out, totals.severities[SEVERITY_BLOCK], "funn som stopper neste utbetaling");
    card(out, totals.severities[SEVERITY_WARN], "andre funn å se på");
    if (outcome->judged)
        html_card(out, kroner_words(totals.repay).text, "kroner å betale tilbake");
    html_cards_end(out);
}

/* --- controls --- */

static void show_controls(TextBuffer *out, const AccountsOutcome *outcome)
{
    static const char *const columns[] = {"Kontroll", "Grad", ">Kjørt på", ">Funn",
                                          "Gitt, når, så"};
    html_heading(out, "Funn");
    html_paragraph(out, "BLOCK: neste utbetaling venter, ikke noe annet. En kontroll som ikke "
                        "er kjørt på noe, manglet noe å se på.");
    HtmlTable table = html_table_begin(out, "Funn etter kontroll", columns, 5);
    for (size_t c = 0; c < ACCOUNTS_CONTROL_COUNT; c++) {
        const Control *control = accounts_control_at(c);
        char number[16];
        snprintf(number, sizeof number, "R%d", control->number);
        html_cell(&table, number);
        html_cell(&table, severity_text(control->severity));
        html_cell_number(&table, (int64_t)outcome->findings.executed[c]);
        html_cell_number(&table, accounts_found_by(&outcome->findings, control->number));
        html_cell(&table, control->sentence_nb);
    }
    html_table_end(&table);
}

/* --- schemes --- */

typedef struct SchemeSums {
    int64_t awards, participants, results;
    Ore paid, costs, unused;
} SchemeSums;

static SchemeSums add_scheme(const AccountsOutcome *outcome, const char *scheme)
{
    SchemeSums sums = {0};
    for (size_t i = 0; i < award_count(outcome); i++) {
        const AwardView *view = &outcome->control.views[i];
        const Statement *statement = view->statement;
        if (strcmp(view->award->scheme, scheme) != 0) continue;
        sums.awards++;
        sums.paid = ore_add(sums.paid, view->award->paid);
        sums.costs = ore_add(sums.costs, view->sums.sum[SIDE_OUT]);
        sums.unused = ore_add(sums.unused, view->unused);
        if (statement == NULL || statement->participants == NOT_GIVEN) continue;
        sums.participants += statement->participants;
        if (statement->to_work != NOT_GIVEN) sums.results += statement->to_work;
        if (statement->to_education != NOT_GIVEN) sums.results += statement->to_education;
    }
    return sums;
}

static void show_schemes(TextBuffer *out, const AccountsOutcome *outcome)
{
    static const char *const columns[] = {"Ordning",
                                          ">Tilsagn",
                                          ">Utbetalt",
                                          ">Utgifter",
                                          ">Ubrukt",
                                          ">Deltakere",
                                          ">I arbeid eller utdanning"};
    html_heading(out, "Ordninger");
    HtmlTable table = html_table_begin(out, "Rapportert, etter ordning; kroner", columns, 7);
    for (size_t i = 0; i < award_count(outcome); i++) {
        const char *scheme = award_at(outcome, i)->scheme;
        bool seen = false;
        for (size_t k = 0; k < i && !seen; k++)
            seen = strcmp(award_at(outcome, k)->scheme, scheme) == 0;
        if (seen) continue;
        SchemeSums sums = add_scheme(outcome, scheme);
        html_cell(&table, scheme);
        html_cell_number(&table, sums.awards);
        html_cell_amount(&table, sums.paid);
        html_cell_amount(&table, sums.costs);
        html_cell_amount(&table, sums.unused);
        html_cell_number(&table, sums.participants);
        html_cell_number(&table, sums.results);
    }
    html_table_end(&table);
}

/* --- the selection --- */

static const char *part_words(SelectedPart part)
{
    static const char *const texts[SELECTED_PART_COUNT] = {
        "", "funn som stopper", "høyest poeng", "større enn intervallet", "tilfeldig"};
    return texts[part];
}

static void award_row(HtmlTable *table, const AccountsOutcome *outcome, size_t i)
{
    const AwardScore *score = &outcome->scores[i];
    html_cell(table, award_at(outcome, i)->id);
    html_cell(table, award_at(outcome, i)->recipient);
    html_cell_number(table, score->score);
    html_cell_number(table, score->blocks);
    html_cell_number(table, score->warnings);
    html_cell_amount(table, award_at(outcome, i)->paid);
    html_cell(table, part_words((SelectedPart)score->part));
}

static const char *const award_columns[] = {"=Tilsagn", "Mottaker",  ">Poeng",     ">BLOCK",
                                            ">WARN",    ">Utbetalt", "Tatt ut som"};

/* Score of the shown-th highest; lower ones are left out of the table before the selection. */
static int64_t score_shown(const AccountsOutcome *outcome)
{
    int64_t highest = 0;
    for (size_t i = 0; i < award_count(outcome); i++)
        if (outcome->scores[i].score > highest) highest = outcome->scores[i].score;
    for (int64_t score = highest; score > 0; score--) {
        size_t count = 0;
        for (size_t i = 0; i < award_count(outcome); i++)
            count += outcome->scores[i].score >= score;
        if (count >= RISKIEST_SHOWN) return score;
    }
    return 1;
}

static void show_riskiest(TextBuffer *out, const AccountsOutcome *outcome)
{
    int64_t least = score_shown(outcome);
    html_heading(out, "Høyest poeng");
    HtmlTable table =
        html_table_begin(out, "Tilsagn med flest poeng; kroner", award_columns, 7);
    for (size_t i = 0; i < award_count(outcome); i++)
        if (outcome->scores[i].score >= least) award_row(&table, outcome, i);
    html_table_end(&table);
}

static void say_sample(TextBuffer *out, const AccountsOutcome *outcome)
{
    paragraph_of_words(
        out,
        "Alle med funn som stopper og tidelen med høyest poeng er tatt ut for risiko; av "
        "dem regnes ingenting om til de andre. Av de %zu andre (%s) er %lld trukket "
        "tilfeldig etter utbetalt beløp: intervall %s, start %s.",
        outcome->projection.population, amount_words(outcome->projection.paid).text,
        (long long)outcome->projection.drawn, amount_words(outcome->interval).text,
        amount_words(outcome->start).text);
    paragraph_of_words(out, "Trekningens tekst: «%s», n = %lld.", outcome->seed,
                       (long long)outcome->n);
}

static void show_selection(TextBuffer *out, const AccountsOutcome *outcome)
{
    html_heading(out, "Utvalg");
    say_sample(out, outcome);
    HtmlTable table =
        html_table_begin(out, "Tilsagn som skal ses nærmere på; kroner", award_columns, 7);
    for (size_t i = 0; i < award_count(outcome); i++)
        if (outcome->scores[i].part != PART_NOT_SELECTED) award_row(&table, outcome, i);
    html_table_end(&table);
}

/* --- the judging --- */

static void say_error(TextBuffer *out, const char *what, const AccountsError *error)
{
    paragraph_of_words(
        out,
        "%s: %lld av de trukne, til sammen %s; regnet om til alle som kunne trekkes %s, "
        "høyst %s.",
        what, (long long)error->awards, amount_words(error->found).text,
        amount_words(error->projected).text, amount_words(error->upper).text);
}

static void show_projection(TextBuffer *out, const AccountsOutcome *outcome)
{
    const AccountsProjection *projection = &outcome->projection;
    int64_t confidence = outcome->control.limits->value[LIMIT_CONFIDENCE];
    html_heading(out, "Hva de tilfeldig trukne sier om de andre");
    if (projection->drawn == 0) {
        html_paragraph(out, "Ingen er trukket tilfeldig: om de andre vet vi ingenting.");
        return;
    }
    if (projection->judged < projection->drawn) {
        paragraph_of_words(
            out,
            "%zu av %zu tilfeldig trukne er vurdert. Til alle er vurdert, regnes ingenting "
            "om til de andre.",
            projection->judged, projection->drawn);
        return;
    }
    say_error(out, "For mye tilskudd", &projection->over);
    say_error(out, "For lite tilskudd", &projection->under);
    paragraph_of_words(
        out,
        "Øvre grense med %lld,%lld prosent sikkerhet (Stringer). De som er tatt ut for "
        "risiko, er ikke med.",
        (long long)(confidence / 10), (long long)(confidence % 10));
}

static void judged_row(HtmlTable *table, const AccountsOutcome *outcome, size_t i)
{
    const AwardDecision *decision = outcome->decisions[i];
    const AwardJudgement *judged = &outcome->judgements[i];
    html_cell(table, award_at(outcome, i)->id);
    html_cell(table, award_at(outcome, i)->recipient);
    html_cell_amount(table, decision->ineligible);
    html_cell_amount(table, judged->entitled);
    html_cell_amount(table, judged->carried);
    html_cell_amount(table, judged->repay);
    html_cell(table, sanction_text((Sanction)decision->sanction));
    html_cell(table, decision->reason);
}

static void show_judging(TextBuffer *out, const AccountsOutcome *outcome)
{
    static const char *const columns[] = {"=Tilsagn",  "Mottaker",   ">Ikke godkjent",
                                          ">Rett på",  ">Overføres", ">Tilbakebetales",
                                          "=Reaksjon", "Begrunnelse"};
    html_heading(out, "Vurdering");
    HtmlTable table = html_table_begin(out, "Regnskap som er vurdert; kroner", columns, 8);
    for (size_t i = 0; i < award_count(outcome); i++)
        if (decision_at(outcome, i) != NULL) judged_row(&table, outcome, i);
    html_table_end(&table);
    if (outcome->selected) show_projection(out, outcome);
}

void accounts_report_write(TextBuffer *out, const AccountsOutcome *outcome)
{
    begin(out, outcome);
    show_cards(out, outcome);
    if (outcome->judged) show_judging(out, outcome);
    if (outcome->selected) show_selection(out, outcome);
    show_controls(out, outcome);
    show_schemes(out, outcome);
    if (!outcome->selected) show_riskiest(out, outcome);
    html_end(out);
}
