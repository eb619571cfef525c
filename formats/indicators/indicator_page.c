/* indicator_page.c - the indicators as one page of HTML. */
#include "formats/indicators/indicator_page.h"

#include "formats/html_page.h"

Status indicator_page(const IndicatorPage *page, TextBuffer *out, Failure *failure)
{
    (void)page;
    html_begin(out, "Indicators", "");
    html_end(out);
    return text_buffer_status(out, failure);
}
