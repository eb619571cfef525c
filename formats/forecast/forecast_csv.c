#include "formats/forecast/forecast_csv.h"

void forecast_csv_write(const ForecastReport *report, TextBuffer *out)
{
    text_buffer_text(out, FORECAST_HEADER);
    for (size_t i = 0; i < report->row_count; i++) {
        const ForecastRow *row = &report->rows[i];
        const Posting *posting = &report->postings[row->group];
        text_buffer_format(out, "%d,%d,%04u,%s,%u,%u,%lld,%lld,%lld\n", row->year, row->quarter,
                           row->municipality, payment_group_text((PaymentGroup)row->group),
                           posting->chapter, posting->item, (long long)row->base,
                           (long long)row->changed, (long long)row->held);
    }
}
