/* letter.c - the letter to one recipient, bokmål: a part of output.h. What it does not say: the
 * score, why an award was selected, findings that are not the recipient's matter, and a report
 * to the police. */
#include <stdio.h>
#include <string.h>

#include "formats/accounts/output.h"
#include "formats/accounts/words.h"
#include "formats/html/html_page.h"

typedef struct Letter {
    TextBuffer *out;
    const AccountsOutcome *outcome;
    const AwardView *view;
    size_t index;
} Letter;

static const char *note_of(AccountsMode mode)
{
    if (mode == ACCOUNTS_LIVE) return "";
    return mode == ACCOUNTS_TEST ? "TEST: ikke et virkelig brev."
                                 : "UTKAST: ikke underskrevet, og ikke sendt.";
}

static void begin(const Letter *letter)
{
    const Award *award = letter->view->award;
    char line[160], date[DAY_TEXT_SIZE], from[DAY_TEXT_SIZE], to[DAY_TEXT_SIZE];
    day_format(letter->outcome->control.book->date, date);
    day_format(award->from, from);
    day_format(award->to, to);
    snprintf(line, sizeof line, "Kontroll av regnskapet for tilsagn %s", award->id);
    html_begin_in(letter->out, "nb", line, note_of(letter->outcome->mode));
    paragraph_of_words(letter->out, "Til %s (organisasjonsnummer %.3s %.3s %.3s)",
                       award->recipient, award->organisation, award->organisation + 3,
                       award->organisation + 6);
    paragraph_of_words(letter->out, "Ordning: %s. Formål: %s. Periode: %s til %s.",
                       award->scheme, award->purpose, from, to);
    paragraph_of_words(letter->out, "Kontrollert %s.", date);
}

static void amount_row(HtmlTable *table, const char *what, Ore amount)
{
    html_cell(table, what);
    html_cell(table, amount_words(amount).text);
}

static void show_accounts(const Letter *letter)
{
    static const char *const columns[] = {"Regnskapet", ">Beløp"};
    const AwardView *view = letter->view;
    HtmlTable table = html_table_begin(letter->out, "Slik vi har lest regnskapet", columns, 2);
    amount_row(&table, "Utbetalt fra IMDi", view->award->paid);
    amount_row(&table, "Overført fra i fjor", view->sums.actual[LINE_OVERFORT_FRA_IFJOR]);
    amount_row(&table, "Inntekter", view->sums.sum[SIDE_IN]);
    amount_row(&table, "Utgifter", view->sums.sum[SIDE_OUT]);
    amount_row(&table, "Ubrukt tilskudd, beregnet", view->unused);
    html_table_end(&table);
}

/* NULL: not judged, or not yet. */
static const AwardDecision *decision_of(const Letter *letter)
{
    return letter->outcome->judged ? letter->outcome->decisions[letter->index] : NULL;
}

/* --- what was found --- */

static bool is_shown(const Letter *letter, const AccountsFinding *finding)
{
    return strcmp(finding->award, letter->view->award->id) == 0 &&
           accounts_message((AccountsMessageId)finding->message)->paper[0] != '\0';
}

static void finding_row(HtmlTable *table, const AccountsFinding *finding)
{
    const AccountsMessage *says = accounts_message((AccountsMessageId)finding->message);
    CLEANUP(text_buffer_free) TextBuffer words = TEXT_BUFFER_EMPTY;
    CLEANUP(text_buffer_free) TextBuffer unbroken = TEXT_BUFFER_EMPTY;
    char control[16];
    snprintf(control, sizeof control, "R%d", says->control);
    finding_words(&words, finding, true);
    unbroken_words(&unbroken, words.bytes != NULL ? words.bytes : "");
    html_cell(table, control);
    html_cell(table, unbroken.bytes != NULL ? unbroken.bytes : "");
    html_cell(table, says->paper);
    table->out->failed = table->out->failed || words.failed || unbroken.failed;
}

/* *blocks: one of them stops the next instalment. */
static size_t count_shown(const Letter *letter, bool *blocks)
{
    size_t count = 0;
    *blocks = false;
    for (size_t i = 0; i < letter->outcome->findings.count; i++) {
        const AccountsFinding *finding = &letter->outcome->findings.items[i];
        if (!is_shown(letter, finding)) continue;
        count++;
        *blocks = *blocks || accounts_severity(finding) == SEVERITY_BLOCK;
    }
    return count;
}

static void say_deadline(const Letter *letter, bool blocks)
{
    const AccountsControl *control = &letter->outcome->control;
    char day[DAY_TEXT_SIZE];
    day_format(control->book->date + (Day)control->limits->value[LIMIT_ANSWER_DAYS], day);
    paragraph_of_words(letter->out, "Send oss det vi ber om innen %s.%s", day,
                       blocks ? " Til det er i orden, venter neste utbetaling." : "");
}

static void show_findings(const Letter *letter)
{
    static const char *const columns[] = {"Kontroll", "Hva vi fant", "Hva vi ber om"};
    bool blocks;
    html_heading(letter->out, "Hva vi fant");
    if (count_shown(letter, &blocks) == 0) {
        html_paragraph(letter->out,
                       "Vi har ikke noe å spørre om. Dere trenger ikke sende oss noe.");
        return;
    }
    HtmlTable table = html_table_begin(letter->out, "Funn i kontrollen", columns, 3);
    for (size_t i = 0; i < letter->outcome->findings.count; i++) {
        const AccountsFinding *finding = &letter->outcome->findings.items[i];
        if (is_shown(letter, finding)) finding_row(&table, finding);
    }
    html_table_end(&table);
    if (decision_of(letter) == NULL) say_deadline(letter, blocks);
}

/* --- the visit --- */

static bool is_drawn(const Letter *letter, size_t i)
{
    const AccountsBook *book = letter->outcome->control.book;
    size_t place = (size_t)(&letter->view->vouchers[i] - book->vouchers);
    return letter->outcome->voucher_parts[place] != PART_NOT_SELECTED;
}

static void voucher_row(HtmlTable *table, const Voucher *voucher)
{
    char day[DAY_TEXT_SIZE];
    day_format(voucher->date, day);
    html_cell(table, voucher->id);
    html_cell(table, day);
    html_cell(table, reported_line_words((ReportedLineCode)voucher->line));
    html_cell(table, amount_words(voucher->amount).text);
}

/* Before it is decided: a decision rests on the visit. */
static void show_visit(const Letter *letter)
{
    static const char *const columns[] = {"=Bilag", "=Dato", "Linje", ">Beløp"};
    const AwardView *view = letter->view;
    if (!letter->outcome->selected || decision_of(letter) != NULL) return;
    if (letter->outcome->scores[letter->index].part == PART_NOT_SELECTED) return;
    html_heading(letter->out, "Nærmere kontroll");
    html_paragraph(letter->out, "Tilsagnet er tatt ut til nærmere kontroll. Ha regnskapet og "
                                "alle bilag klare; vi avtaler tid med dere.");
    if (view->voucher_count == 0) return;
    HtmlTable table = html_table_begin(letter->out, "Disse bilagene vil vi se", columns, 4);
    for (size_t i = 0; i < view->voucher_count; i++)
        if (is_drawn(letter, i)) voucher_row(&table, &view->vouchers[i]);
    html_table_end(&table);
}

/* --- the decision --- */

static const char *sanction_sentence(Sanction sanction)
{
    switch (sanction) {
    case SANCTION_APPROVED:
        return "Regnskapet er godkjent.";
    case SANCTION_CLARIFIED:
        return "Vi presiserer vilkårene for tilskuddet.";
    case SANCTION_CUT:
        return "Tilskuddet er avkortet.";
    case SANCTION_REPAYMENT:
        return "Tilskudd skal betales tilbake.";
    case SANCTION_STOPPED:
        return "Videre utbetaling er stanset.";
    default:
        return "Saken er ikke avsluttet.";
    }
}

/* Free words on a report to the police would tell of it. */
static void give_reason(const Letter *letter, const AwardDecision *decision)
{
    if (decision->reason[0] == '\0' || decision->sanction == SANCTION_REPORTED) return;
    paragraph_of_words(letter->out, "Begrunnelse: %s", decision->reason);
}

static void show_decision(const Letter *letter)
{
    static const char *const columns[] = {"Vedtaket", ">Beløp"};
    const AwardDecision *decision = decision_of(letter);
    if (decision == NULL) return;
    const AwardJudgement *judged = &letter->outcome->judgements[letter->index];
    html_heading(letter->out, "Vedtak");
    html_paragraph(letter->out, sanction_sentence((Sanction)decision->sanction));
    if (decision->sanction == SANCTION_APPROVED && judged->repay > 0)
        html_paragraph(letter->out, "Noe av tilskuddet skal likevel betales tilbake.");
    give_reason(letter, decision);
    HtmlTable table = html_table_begin(letter->out, "Slik er beløpet regnet ut", columns, 2);
    amount_row(&table, "Tilskudd til rådighet (utbetalt og overført)", judged->available);
    amount_row(&table, "Utgifter som er godkjent", judged->eligible);
    amount_row(&table, "Dekket av andre inntekter, minst egenandelen", judged->other);
    amount_row(&table, "Tilskudd dere har rett på", judged->entitled);
    amount_row(&table, "Overføres til neste år", judged->carried);
    amount_row(&table, "Skal betales tilbake", judged->repay);
    html_table_end(&table);
    html_paragraph(letter->out, "Dere kan klage på vedtaket innen tre uker etter at dere fikk "
                                "dette brevet (forvaltningsloven § 29).");
}

void accounts_letter_write(TextBuffer *out, const AccountsOutcome *outcome, size_t award)
{
    Letter letter = {out, outcome, &outcome->control.views[award], award};
    begin(&letter);
    show_accounts(&letter);
    show_decision(&letter);
    show_findings(&letter);
    show_visit(&letter);
    html_end(out);
}
