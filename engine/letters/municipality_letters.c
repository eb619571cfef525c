#include "engine/letters/municipality_letters.h"

#include <stdio.h>

#include "formats/base/new_folder.h"
#include "formats/letters/specification.h"

enum { LETTER_MODE = 0644, PERSONS_MODE = 0600, NAME_SIZE = 40 };

/* What is written of one letter after the other; the memory is used again. */
typedef struct Writing {
    NewFolder folder;
    TextBuffer text;
    LettersSums sums;
} Writing;

static void end_writing(Writing *writing)
{
    new_folder_close(&writing->folder);
    text_buffer_free(&writing->text);
}
CLEANUP_VALUE(Writing, end_writing)

static Status save(Writing *writing, const Letter *letter, const char *ending, mode_t mode,
                   Failure *failure)
{
    char name[NAME_SIZE];
    const FolderFile *written;
    snprintf(name, sizeof name, "%04u%s", letter->municipality, ending);
    TRY(text_buffer_status(&writing->text, failure));
    TRY(folder_write(writing->folder.folder, name, mode, OUTPUT_PLAIN, writing->text.bytes,
                     writing->text.length, &written, failure));
    text_buffer_clear(&writing->text);
    return STATUS_OK;
}

static Status write_letter(Writing *writing, const Letter *letter, Failure *failure)
{
    TRY(letters_sums_add(letter, &writing->sums, failure));
    TRY(letter_write(letter, &writing->text, failure));
    TRY(save(writing, letter, ".html", LETTER_MODE, failure));
    TRY(specification_page(letter, &writing->text, failure));
    TRY(save(writing, letter, "-specification.html", PERSONS_MODE, failure));
    specification_csv(letter, &writing->text);
    return save(writing, letter, ".csv", PERSONS_MODE, failure);
}

static Status write_all(const LetterBook *book, Writing *writing, LettersDone *done,
                        Failure *failure)
{
    for (size_t code = 0; code < MUNICIPALITY_CODES; code++) {
        Letter letter;
        if (!letter_book_letter(book, (MunicipalityCode)code, &letter)) continue;
        TRY(write_letter(writing, &letter, failure));
        done->letters++;
    }
    return letters_sums_compare(&writing->sums, book->manifest, failure);
}

/* A code of before a merger is the municipality that it has become. */
static Status write_some(const LetterBook *book, const MunicipalityList *only, Writing *writing,
                         LettersDone *done, Failure *failure)
{
    for (size_t i = 0; i < only->count; i++) {
        Letter letter;
        if (!letter_book_letter(book, only->items[i], &letter))
            return failure_set(failure, STATUS_UNKNOWN, "--municipality",
                               "%04u has no line, payment or claim in this run",
                               only->items[i]);
        TRY(write_letter(writing, &letter, failure));
        done->letters++;
    }
    return STATUS_OK;
}

static Status write_folder(const LettersGiven *given, const LetterBook *book, LettersDone *done,
                           Failure *failure)
{
    CLEANUP(end_writing) Writing writing = {.folder = {.lock = -1}};
    TRY(new_folder_begin(given->out, &writing.folder, failure));
    TRY(given->only->count == 0 ? write_all(book, &writing, done, failure)
                                : write_some(book, given->only, &writing, done, failure));
    done->payments = (size_t)writing.sums.payments;
    done->lines = writing.sums.lines;
    done->paid = writing.sums.sent;
    done->held_unlisted = book->held_unlisted;
    return new_folder_end(&writing.folder, failure);
}

Status letters_write(const LettersGiven *given, LettersDone *done, Failure *failure)
{
    CLEANUP(letter_book_free) LetterBook book = {0};
    *done = (LettersDone){0};
    TRY(output_file_check_new(given->out, failure));
    TRY(letter_book_read(given, &book, failure));
    given->letter->municipalities = book.municipalities;
    given->letter->agency = book.agency;
    given->letter->held_unlisted = book.held_unlisted;
    TRY(letter_book_moves(&book, failure));
    return write_folder(given, &book, done, failure);
}
