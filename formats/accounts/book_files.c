/* book_files.c - the files of one year read into a book. accounts.md 1. */
#include "formats/accounts/book_files.h"

#include "formats/base/translate.h"

void owned_book_free(OwnedBook *owned)
{
    system_free(owned->awards);
    system_free(owned->lines);
    system_free(owned->statements);
    system_free(owned->vouchers);
    system_free(owned->appropriation);
    system_free(owned->views);
    *owned = (OwnedBook){.awards = NULL};
}

static Status read_files(const BookFiles *files, OwnedBook *owned, Failure *failure)
{
    AccountsBook *book = &owned->book;
    Day date = book->date;
    TRY(awards_csv_read(files->awards, &owned->awards, &book->award_count, failure));
    TRY(reported_csv_read(files->reported, date, &owned->lines, &book->line_count, failure));
    if (book->has_statements)
        TRY(statements_csv_read(files->statements, date, &owned->statements,
                                &book->statement_count, failure));
    if (book->has_vouchers)
        TRY(vouchers_csv_read(files->vouchers, date, &owned->vouchers, &book->voucher_count,
                              failure));
    if (book->has_appropriation)
        TRY(appropriation_csv_read(files->appropriation, &owned->appropriation,
                                   &book->appropriation_count, failure));
    return STATUS_OK;
}

Status owned_book_read(const BookFiles *files, Day date, OwnedBook *out, Failure *failure)
{
    AccountsBook *book = &out->book;
    *out = (OwnedBook){.book = {.date = date}};
    book->has_statements = files->statements.name != NULL;
    book->has_vouchers = files->vouchers.name != NULL;
    book->has_appropriation = files->appropriation.name != NULL;
    TRY(read_files(files, out, failure));
    book->awards = out->awards;
    book->lines = out->lines;
    book->statements = out->statements;
    book->vouchers = out->vouchers;
    book->appropriation = out->appropriation;
    out->views = system_allocate(book->award_count * sizeof *out->views);
    if (out->views == NULL) return failure_set(failure, STATUS_MEMORY, _("accounts"), NULL);
    accounts_views(book, out->views);
    return STATUS_OK;
}
