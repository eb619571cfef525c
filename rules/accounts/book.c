#include "rules/accounts/book.h"

typedef struct LineRow {
    const char *code, *words;
    AccountSide side;
} LineRow;

static const LineRow lines[LINE_COUNT] = {
#define REPORTED_LINE(code, side, words) {#code, words, SIDE_##side},
#include "rules/accounts/codes.def"
#undef REPORTED_LINE
};

const char *account_side_text(AccountSide side)
{
    INVARIANT((unsigned)side < SIDE_COUNT);
    return side == SIDE_IN ? "INN" : "UT";
}

const char *reported_line_text(ReportedLineCode line)
{
    INVARIANT((unsigned)line <= LINE_SUM);
    return line == LINE_SUM ? "SUM" : lines[line].code;
}

const char *reported_line_words(ReportedLineCode line)
{
    INVARIANT((unsigned)line <= LINE_SUM);
    return line == LINE_SUM ? "Sum" : lines[line].words;
}

AccountSide reported_line_side(ReportedLineCode line)
{
    INVARIANT((unsigned)line < LINE_COUNT);
    return lines[line].side;
}

const char *sanction_text(Sanction sanction)
{
    static const char *const texts[SANCTION_COUNT] = {
        "GODKJENT", "PRESISERING", "AVKORTING", "TILBAKEBETALING", "STANS", "POLITIANMELDELSE"};
    INVARIANT((unsigned)sanction < SANCTION_COUNT);
    return texts[sanction];
}
