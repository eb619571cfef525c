#include "formats/text/line_words.h"

#include <string.h>

#include "formats/base/amount_words.h"
#include "rules/controls/control_actions.h"
#include "rules/controls/finding.h"

typedef enum LineWords {
#define LINE_WORDS(name, nb, en) WORDS_##name,
#include "formats/text/line_words.def"
#undef LINE_WORDS
    WORDS_COUNT
} LineWords;

static const char *const texts[WORDS_COUNT][LANGUAGE_COUNT] = {
#define LINE_WORDS(name, nb, en) {nb, en},
#include "formats/text/line_words.def"
#undef LINE_WORDS
};

const char *line_status_words(Language language, const DecisionLine *line)
{
    LineWords words = WORDS_HELD;
    if (line->status == DECISION_ZERO) words = WORDS_NOTHING;
    if (line->status == DECISION_PAY) words = line->due < 0 ? WORDS_TAKEN_BACK : WORDS_PAID;
    return texts[words][language];
}

/* --- what holds --- */

typedef struct HeldWords {
    int control;
    const char *why[LANGUAGE_COUNT];
    const char *action[LANGUAGE_COUNT]; /* NULL: the control's own */
} HeldWords;

static const HeldWords held[] = {
#define HELD_WORDS(control, nb, en, action_nb, action_en)                                      \
    {control, {nb, en}, {action_nb, action_en}},
#include "formats/text/held_words.def"
#undef HELD_WORDS
};

static const HeldWords *held_words_of(int control)
{
    for (size_t i = 0; i < sizeof held / sizeof held[0]; i++) {
        if (held[i].control == control) return &held[i];
    }
    return NULL;
}

const char *held_why(Language language, int control)
{
    const HeldWords *row = held_words_of(control);
    return row != NULL ? row->why[language] : NULL;
}

void held_words(TextBuffer *out, Language language, int control)
{
    const char *why = held_why(language, control);
    text_buffer_text(out, control_name(control).text);
    if (why != NULL) text_buffer_format(out, ": %s", why);
}

const char *held_action(Language language, int control)
{
    const HeldWords *row = held_words_of(control);
    if (row != NULL && row->action[language] != NULL) return row->action[language];
    return language == LANGUAGE_NB ? control_action_nb(control) : control_action_en(control);
}

const char *held_action_words(Language language)
{
    return texts[WORDS_TO_DO][language];
}

/* --- the part of the year --- */

typedef struct ShareText {
    char text[FRACTION_TEXT_SIZE];
} ShareText;

static ShareText share_text(const DecisionLine *line)
{
    Fraction from = line->from, to = line->to;
    ShareText share;
    fraction_format(
        fraction_make(to.numerator * from.denominator - from.numerator * to.denominator,
                      to.denominator * from.denominator),
        share.text);
    return share;
}

/* The grant of unaccompanied minors begins with the month in which they are settled: grants.md
 * 2.4. */
static bool begins_with_settlement(const DecisionLine *line)
{
    return (line->code == GRANT_EMINB || line->code == GRANT_EMINU) && line->grant_year == 1;
}

static LineWords part_of(const DecisionLine *line, const LineMoves *moves)
{
    bool in = day_is_set(moves->in), out = day_is_set(moves->out);
    if (in && out && !moves->left) return WORDS_MOVED_BOTH;
    if (in) return WORDS_MOVED_IN;
    if (out) return moves->left ? WORDS_LEFT : WORDS_MOVED_OUT;
    return begins_with_settlement(line) && line->from.numerator != 0 ? WORDS_SETTLEMENT_MONTH
                                                                     : WORDS_PART;
}

static void part_words(TextBuffer *out, Language language, const DecisionLine *line,
                       const LineMoves *moves)
{
    const ShareText share = share_text(line);
    LineWords part = part_of(line, moves);
    const char *words = texts[part][language];
    Day day = day_is_set(moves->in) ? moves->in : moves->out;
    if (part == WORDS_MOVED_BOTH)
        text_buffer_format(out, words, day_text(moves->in).text, day_text(moves->out).text,
                           share.text);
    else if (day_is_set(day))
        text_buffer_format(out, words, day_text(day).text, share.text);
    else
        text_buffer_format(out, words, share.text);
}

static bool is_part(const DecisionLine *line)
{
    bool whole = line->from.numerator == 0 && fraction_compare(line->to, FRACTION_ONE) == 0;
    return !whole && fraction_compare(line->from, line->to) < 0;
}

/* --- what it comes to --- */

static void control_words_of(TextBuffer *out, Language language, int control, bool brief)
{
    if (brief) {
        text_buffer_text(out, control_name(control).text);
        return;
    }
    held_words(out, language, control);
    text_buffer_format(out, " %s%s", texts[WORDS_TO_DO][language],
                       held_action(language, control));
}

static void due_words(TextBuffer *out, Language language, const DecisionLine *line, bool brief)
{
    if (line->rate == 0 && line->earned == 0 && line->settled_before > 0 &&
        line->code != GRANT_FHT2 && line->status != DECISION_HELD) {
        text_buffer_format(out, texts[WORDS_EARNED_NO_MORE][language],
                           amount_words(line->settled_before).text);
        text_buffer_text(out, "; ");
    }
    text_buffer_text(out, line_status_words(language, line));
    if (line->status == DECISION_HELD) control_words_of(out, language, line->control, brief);
    if (line->reason != REASON_CORRECTION) return;
    text_buffer_text(out, "; ");
    text_buffer_format(out, texts[WORDS_CORRECTION][language], line->budget_year);
}

static void reason_words(TextBuffer *out, Language language, const DecisionLine *line,
                         const LineMoves *moves, bool brief)
{
    if (is_part(line)) {
        part_words(out, language, line, moves);
        text_buffer_text(out, "; ");
    }
    if (line->first)
        due_words(out, language, line, brief);
    else
        text_buffer_text(out, texts[WORDS_TOGETHER][language]);
}

void line_words(TextBuffer *out, Language language, const DecisionLine *line,
                const LineMoves *moves)
{
    reason_words(out, language, line, moves, false);
}

void line_words_brief(TextBuffer *out, Language language, const DecisionLine *line,
                      const LineMoves *moves)
{
    reason_words(out, language, line, moves, true);
}
