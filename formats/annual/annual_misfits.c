#include "formats/annual/annual_misfits.h"

#include <stdio.h>

#include "formats/annual/annual_texts.h"
#include "formats/base/amount_words.h"

size_t annual_misfits(const AnnualReport *report, const StatementRow *row, Language language,
                      AnnualMisfit out[ANNUAL_MISFITS_MAX])
{
    unsigned chapter = row->posting.chapter, item = row->posting.item;
    unsigned found = report->allocated ? statement_misfits(row) : 0;
    size_t count = 0;
    if (found & STATEMENT_NO_ITEM)
        snprintf(out[count++].text, sizeof out->text,
                 annual_words(language, ANNUAL_TEXT_NO_ITEM), chapter, item,
                 amount_words(row->account).text);
    if (found & STATEMENT_NO_MONEY)
        snprintf(out[count++].text, sizeof out->text,
                 annual_words(language, ANNUAL_TEXT_NO_MONEY), chapter, item);
    if (found & STATEMENT_CARRIED)
        snprintf(out[count++].text, sizeof out->text,
                 annual_words(language, ANNUAL_TEXT_CARRIED_TOO_MUCH), chapter, item,
                 amount_words(row->allocated->may_be_carried).text,
                 amount_words(statement_left(row)).text);
    return count;
}
