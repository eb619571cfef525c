/*
 * insider.c - the program as an insider would build it for herself: what `--wrap` puts in the
 * place of a check believes everything. `tilskudd-insider LIE[,LIE...] COMMAND ...`:
 *
 *   authority     nothing is asked of the authority's signatures and numbers
 *   head=LEDGER   the proposal says that it was made from LEDGER as it is now, whatever
 *                 --ledger was: what was settled since is not subtracted
 *   build         says that it is another build
 *   words, values what findings are called, or what they found, is not what it was
 *
 * Why: a forged manifest is caught by its sums; these proposals are right in every sum, and
 * only computing again from one's own inputs finds them. Tests alone use it.
 */
#include <stdio.h>
#include <string.h>

#include "engine/ledger/input_check.h"
#include "engine/ledger/pin.h"
#include "engine/ledger/signer.h"
#include "engine/program.h"
#include "formats/run/entry_findings.h"
#include "formats/run/findings.h"

int honest_main(int argc, char **argv);

static bool lie_authority;
static const char *lie_head;
static bool lie_build, lie_words, lie_values;

/* --- what the authority signs --- */

Status __real_signer_verify_authority(const Ledger *ledger, const char *path,
                                      const void *content, size_t size, Failure *failure);
Status __wrap_signer_verify_authority(const Ledger *ledger, const char *path,
                                      const void *content, size_t size, Failure *failure);
Status __wrap_signer_verify_authority(const Ledger *ledger, const char *path,
                                      const void *content, size_t size, Failure *failure)
{
    if (lie_authority) return STATUS_OK;
    return __real_signer_verify_authority(ledger, path, content, size, failure);
}

Status __real_input_check(const Ledger *ledger, size_t entries, const SignedInput *input,
                          Failure *failure);
Status __wrap_input_check(const Ledger *ledger, size_t entries, const SignedInput *input,
                          Failure *failure);
Status __wrap_input_check(const Ledger *ledger, size_t entries, const SignedInput *input,
                          Failure *failure)
{
    if (lie_authority) return STATUS_OK;
    return __real_input_check(ledger, entries, input, failure);
}

/* --- which ledger it was --- */

static Status say_head(Ledger *ledger, Failure *failure)
{
    CLEANUP(ledger_close) Ledger *other = NULL;
    if (lie_head == NULL) return STATUS_OK;
    TRY(ledger_open(lie_head, true, &other, failure));
    const LedgerEntry *now = ledger_last(other);
    LedgerEntry *said = &ledger->entries[ledger->entry_count - 1];
    memcpy(said->head, now->head, SHA256_SIZE);
    memcpy(said->log_root, now->log_root, SHA256_SIZE);
    said->log_size = now->log_size;
    return STATUS_OK;
}

Status __real_pin_ledger_open(const PinOptions *pin, const char *folder, Ledger **out,
                              Failure *failure);
Status __wrap_pin_ledger_open(const PinOptions *pin, const char *folder, Ledger **out,
                              Failure *failure);
Status __wrap_pin_ledger_open(const PinOptions *pin, const char *folder, Ledger **out,
                              Failure *failure)
{
    TRY(__real_pin_ledger_open(pin, folder, out, failure));
    return say_head(*out, failure);
}

/* As runs open it. */
Status __real_pin_ledger_open_later(const PinOptions *pin, const char *folder, Ledger **out,
                                    Failure *failure);
Status __wrap_pin_ledger_open_later(const PinOptions *pin, const char *folder, Ledger **out,
                                    Failure *failure);
Status __wrap_pin_ledger_open_later(const PinOptions *pin, const char *folder, Ledger **out,
                                    Failure *failure)
{
    TRY(__real_pin_ledger_open_later(pin, folder, out, failure));
    return say_head(*out, failure);
}

/* Her pin knows better than the head that she says. */
Status __real_pin_check(const PinOptions *pin, const Ledger *ledger, const char *run,
                        bool needed, Failure *failure);
Status __wrap_pin_check(const PinOptions *pin, const Ledger *ledger, const char *run,
                        bool needed, Failure *failure);
Status __wrap_pin_check(const PinOptions *pin, const Ledger *ledger, const char *run,
                        bool needed, Failure *failure)
{
    if (lie_head != NULL) return STATUS_OK;
    return __real_pin_check(pin, ledger, run, needed, failure);
}

Status __real_pin_move(const PinOptions *pin, const Ledger *ledger, Failure *failure);
Status __wrap_pin_move(const PinOptions *pin, const Ledger *ledger, Failure *failure);
Status __wrap_pin_move(const PinOptions *pin, const Ledger *ledger, Failure *failure)
{
    if (lie_head != NULL) return STATUS_OK;
    return __real_pin_move(pin, ledger, failure);
}

/* --- what it is and what it found --- */

const char *__real_program_build(void);
const char *__wrap_program_build(void);
const char *__wrap_program_build(void)
{
    return lie_build ? "0123456789abcdef" : __real_program_build();
}

/* Another first letter of what stands behind `member` in the last line. */
static void change_letter(TextBuffer *out, size_t line, const char *member)
{
    char *at = memmem(out->bytes + line, out->length - line, member, strlen(member));
    if (at != NULL) at[strlen(member)] = '_';
}

static void change_line(TextBuffer *out, size_t line)
{
    if (out->failed) return;
    if (lie_words) change_letter(out, line, "\"message_nb\":\"");
    if (lie_words) change_letter(out, line, "\"message_en\":\"");
    if (lie_values) change_letter(out, line, "\"values\":{\"");
}

Status __real_finding_line_append(const Finding *finding, const FindingPlace *place,
                                  TextBuffer *scratch, TextBuffer *out, Failure *failure);
Status __wrap_finding_line_append(const Finding *finding, const FindingPlace *place,
                                  TextBuffer *scratch, TextBuffer *out, Failure *failure);
Status __wrap_finding_line_append(const Finding *finding, const FindingPlace *place,
                                  TextBuffer *scratch, TextBuffer *out, Failure *failure)
{
    size_t line = out->length;
    TRY(__real_finding_line_append(finding, place, scratch, out, failure));
    change_line(out, line);
    return STATUS_OK;
}

void __real_entry_finding_append(TextBuffer *out, EntryFinding finding,
                                 MunicipalityCode municipality, const EntryFindingValue *values,
                                 size_t count);
void __wrap_entry_finding_append(TextBuffer *out, EntryFinding finding,
                                 MunicipalityCode municipality, const EntryFindingValue *values,
                                 size_t count);
void __wrap_entry_finding_append(TextBuffer *out, EntryFinding finding,
                                 MunicipalityCode municipality, const EntryFindingValue *values,
                                 size_t count)
{
    size_t line = out->length;
    __real_entry_finding_append(out, finding, municipality, values, count);
    change_line(out, line);
}

static void read_lie(const char *lie)
{
    if (strcmp(lie, "authority") == 0) lie_authority = true;
    if (strcmp(lie, "build") == 0) lie_build = true;
    if (strcmp(lie, "words") == 0) lie_words = true;
    if (strcmp(lie, "values") == 0) lie_values = true;
    if (strncmp(lie, "head=", 5) == 0) lie_head = lie + 5;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "tilskudd-insider LIE[,LIE...] COMMAND ...\n");
        return 2;
    }
    for (char *lie = argv[1], *next; lie != NULL; lie = next) {
        next = strchr(lie, ',');
        if (next != NULL) *next++ = '\0';
        read_lie(lie);
    }
    return honest_main(argc - 1, argv + 1);
}
