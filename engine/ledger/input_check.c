#include "engine/ledger/input_check.h"

#include <stdio.h>
#include <string.h>

#include "engine/ledger/signer.h"
#include "formats/bank/payment_plan.h"
#include "formats/base/translate.h"

/* --- one input --- */

void input_ledger_digits(const Ledger *ledger, char digits[SERIAL_LEDGER_SIZE])
{
    char hex[SHA256_HEX_SIZE];
    sha256_to_hex(ledger->entries[0].head, hex);
    snprintf(digits, SERIAL_LEDGER_SIZE, "%.16s", hex);
}

/* The copy of an input in the last of the entries that has one. */
static Status last_copy(const Ledger *ledger, size_t entries, const SignedInput *input,
                        SignedInput *out, bool *there, Failure *failure)
{
    *there = false;
    for (size_t i = entries; i-- > 1;) {
        PathKind kind;
        TRY(folder_kind(ledger_folder(ledger, i), input->name, &kind, failure));
        if (kind == PATH_MISSING) continue;
        *there = true;
        return signed_input_copied(ledger_folder(ledger, i), input->kind, input->year, out,
                                   failure);
    }
    return STATUS_OK;
}

static Status compare_serials(const SignedInput *input, const SignedInput *last,
                              Failure *failure)
{
    unsigned serial = input->serial.serial, before = last->serial.serial;
    bool same = memcmp(input->sums.content_sha256, last->sums.content_sha256, SHA256_SIZE) == 0;
    if (!last->serial.there || serial > before || (serial == before && same)) return STATUS_OK;
    return failure_set(failure, STATUS_NOT_NOW, input->path,
                       serial < before
                           ? N_("its serial line has number %u, and %s has %u: an older file; "
                                "name the one in force")
                           : N_("it has number %u as %s has %u, but another content: the "
                                "authority gives what it changes a new number"),
                       serial, last->path, before);
}

static Status check_serial(const Ledger *ledger, size_t entries, const SignedInput *input,
                           Failure *failure)
{
    char digits[SERIAL_LEDGER_SIZE];
    CLEANUP(signed_input_free) SignedInput last = {.path = NULL};
    bool there;
    input_ledger_digits(ledger, digits);
    if (!input->serial.there && !ledger->given_keys) return STATUS_OK;
    if (!input->serial.there)
        return failure_set(failure, STATUS_NOT_NOW, input->path,
                           "it has no serial line: the authority's copy begins with '# %s %s "
                           "serial N' (in XML a comment), N a number of its own",
                           signed_kind_word(input->kind), digits);
    if (strcmp(input->serial.ledger, digits) != 0)
        return failure_set(failure, STATUS_NOT_NOW, input->path,
                           "its serial line is for the ledger %s, and this one is %s: name the "
                           "file of this ledger",
                           input->serial.ledger, digits);
    TRY(last_copy(ledger, entries, input, &last, &there, failure));
    return there ? compare_serials(input, &last, failure) : STATUS_OK;
}

static Status check_signature(const Ledger *ledger, size_t entries, const SignedInput *input,
                              Failure *failure)
{
    const InputFile *stored = &input->stored, *signature = &input->signature;
    if (!ledger->given_keys) return STATUS_OK;
    const SignedFile file = {input->path, signature->bytes, signature->size,
                             cms_bytes(stored->bytes, stored->size), 0};
    return signer_verify_authority_at(ledger, entries, &file, failure);
}

Status input_check(const Ledger *ledger, size_t entries, const SignedInput *input,
                   Failure *failure)
{
    TRY(check_signature(ledger, entries, input, failure));
    return check_serial(ledger, entries, input, failure);
}

/* --- copies --- */

static Status wrong(const char *path, Failure *failure, const char *what)
{
    return failure_set(failure, STATUS_VERIFICATION, path, "%s", what);
}

static Status copied(const CopyCheck *check, SignedKind kind, int year, SignedInput *out,
                     Failure *failure)
{
    Status status = signed_input_copied(check->folder, kind, year, out, failure);
    if (status != STATUS_INPUT_MISSING) return status;
    return failure_explain(failure, STATUS_VERIFICATION, "the copy of an input is missing");
}

/* Copies that the manifest wants, seen so far. */
typedef struct CopiesSeen {
    const CopyCheck *check;
    size_t count;
} CopiesSeen;

static Status check_copy(void *user, SignedKind kind, int year,
                         const uint8_t content_sha256[SHA256_SIZE], Failure *failure)
{
    CopiesSeen *seen = user;
    CLEANUP(signed_input_free) SignedInput copy = {.path = NULL};
    seen->count++;
    TRY(copied(seen->check, kind, year, &copy, failure));
    if (memcmp(copy.sums.content_sha256, content_sha256, SHA256_SIZE) == 0) return STATUS_OK;
    return wrong(copy.path, failure, "not the input that the manifest says the run used");
}

/* A copy of what was not used would number the next file of its kind. */
static Status check_no_others(const CopiesSeen *seen, Failure *failure)
{
    const Folder *folder = seen->check->folder;
    CLEANUP(path_list_free) PathList list = {0};
    size_t count = 0;
    TRY(folder_names(folder, "", &list, failure));
    for (size_t i = 0; i < list.count; i++)
        count += signed_input_mode(list.names[i]) != 0 && strstr(list.names[i], ".p7s") == NULL;
    if (count == seen->count) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, folder_path(folder),
                       "it has copies of %zu inputs, and the run used %zu", count, seen->count);
}

static Status check_all_copies(const CopyCheck *check, Failure *failure)
{
    CopiesSeen seen = {.check = check};
    TRY(signed_inputs_each(check->manifest, check_copy, &seen, failure));
    return check_no_others(&seen, failure);
}

/* --- the payments, made again --- */

/* What they are made from, as copied. */
typedef struct PaymentSource {
    Payees *payees;
    Configuration *agency;
    BankProfile *profile;
    GroupRow *sums;
} PaymentSource;

static void payment_source_free(PaymentSource *source)
{
    payees_free(source->payees);
    configuration_free(source->agency);
    system_free(source->profile);
    system_free(source->sums);
}
CLEANUP_VALUE(PaymentSource, payment_source_free)

/* A copy's content. A run that used no such input has none: then `out` has no bytes. */
static Status load_copy(const CopyCheck *check, SignedKind kind, char name[SIGNED_NAME_SIZE],
                        InputFile *out, Failure *failure)
{
    signed_input_name(kind, 0, name);
    if (manifest_files_of_kind(&check->manifest->inputs, signed_kind_text(kind)) == NULL)
        return STATUS_OK;
    return folder_load(check->folder, name, INPUT_SMALL_SIZE_MAX, out, failure);
}

static Status load_agency(const CopyCheck *check, PaymentSource *source, Failure *failure)
{
    char name[SIGNED_NAME_SIZE];
    CLEANUP(input_file_free) InputFile file = {0};
    TRY(load_copy(check, SIGNED_CONFIGURATION, name, &file, failure));
    return file.bytes == NULL
               ? configuration_made_up(&source->agency, failure)
               : configuration_parse(name, file.bytes, file.size, &source->agency, failure);
}

static Status load_payees(const CopyCheck *check, PaymentSource *source, Failure *failure)
{
    char name[SIGNED_NAME_SIZE];
    CLEANUP(input_file_free) InputFile file = {0};
    TRY(load_copy(check, SIGNED_PAYEES, name, &file, failure));
    if (file.bytes == NULL) return STATUS_OK;
    return payees_csv_parse(name, file.bytes, file.size, &source->payees, failure);
}

static Status load_profile(const CopyCheck *check, PaymentSource *source, Failure *failure)
{
    char name[SIGNED_NAME_SIZE];
    CLEANUP(input_file_free) InputFile file = {0};
    TRY(load_copy(check, SIGNED_BANK_PROFILE, name, &file, failure));
    if (file.bytes == NULL)
        return wrong(folder_path(check->folder), failure, "the manifest lists no bank profile");
    source->profile = system_allocate(sizeof *source->profile);
    if (source->profile == NULL) return failure_set(failure, STATUS_MEMORY, name, NULL);
    return bank_profile_read(name, file.bytes, file.size, source->profile, failure);
}

static Status load_source(const CopyCheck *check, PaymentSource *source, Failure *failure)
{
    static const char sums[] = "municipalities.csv";
    CLEANUP(input_file_free) InputFile file = {0};
    TRY(load_payees(check, source, failure));
    TRY(load_agency(check, source, failure));
    TRY(load_profile(check, source, failure));
    TRY(folder_load(check->folder, sums, INPUT_SMALL_SIZE_MAX, &file, failure));
    const RunMark mark = manifest_mark(check->manifest);
    return municipalities_csv_read(sums, file.bytes, file.size, &mark, &source->sums, failure);
}

static size_t line_of_difference(const TextBuffer *made, const InputFile *there)
{
    size_t line = 1;
    for (size_t i = 0; i < made->length && i < there->size; i++) {
        if (made->bytes[i] != (char)there->bytes[i]) break;
        line += made->bytes[i] == '\n';
    }
    return line;
}

static Status compare_payment_file(const CopyCheck *check, PaymentPlan *plan, size_t number,
                                   Failure *failure)
{
    char name[PAYMENT_ID_SIZE + 32];
    PaymentFile made;
    const FolderFile *stored;
    CLEANUP(text_buffer_free) TextBuffer xml = TEXT_BUFFER_EMPTY;
    CLEANUP(input_file_free) InputFile there = {0};
    TRY(payment_plan_file(plan, number, check->manifest->payments_created, &made, &xml,
                          failure));
    snprintf(name, sizeof name, "%s/%s.xml.gz", check->payments, made.message_id);
    TRY(folder_read(check->folder, name, INPUT_SMALL_SIZE_MAX, &stored, failure));
    TRY(folder_content(stored, INPUT_SMALL_SIZE_MAX, &there, failure));
    if (there.size == xml.length && memcmp(there.bytes, xml.bytes, xml.length) == 0)
        return STATUS_OK;
    return failure_set(
        failure, STATUS_VERIFICATION, stored->path,
        "line %zu is not what payees, configuration, bank profile and sums give: "
        "an account, a name, an amount or the debtor is another",
        line_of_difference(&xml, &there));
}

static Status compare_payments(const CopyCheck *check, PaymentPlan *plan, Failure *failure)
{
    const ManifestFiles *outputs = &check->manifest->outputs;
    size_t listed = 0, made = payment_plan_files(plan);
    for (size_t i = 0; i < outputs->count; i++)
        listed += strcmp(outputs->items[i].kind, "payment") == 0;
    if (listed != made)
        return failure_set(failure, STATUS_VERIFICATION, folder_path(check->folder),
                           "the manifest lists %zu payment files, and payees and sums give %zu",
                           listed, made);
    payment_plan_identify(plan, check->manifest->run_identity);
    for (size_t number = 1; number <= made; number++)
        TRY(compare_payment_file(check, plan, number, failure));
    return STATUS_OK;
}

static Status check_payments(const CopyCheck *check, Failure *failure)
{
    const Manifest *manifest = check->manifest;
    CLEANUP(payment_source_free) PaymentSource source = {.payees = NULL};
    CLEANUP(payment_plan_free) PaymentPlan plan = {.payments = NULL};
    TRY(load_source(check, &source, failure));
    const PaymentBasis basis = {.payees = source.payees,
                                .agency = source.agency,
                                .profile = source.profile,
                                .sums = (const GroupRow *)source.sums,
                                .year = manifest->year,
                                .quarter = manifest->quarter,
                                .payment_date = manifest->payment_date,
                                .live = manifest->live};
    TRY(payment_plan_make(&basis, &plan, failure));
    return compare_payments(check, &plan, failure);
}

/* What a copy's reader or a payment's writer refuses is no failure of the one who verifies. */
static Status as_verification(Status status, Failure *failure)
{
    switch (status) {
    case STATUS_OK:
    case STATUS_VERIFICATION:
    case STATUS_MEMORY:
    case STATUS_READ:
    case STATUS_LIBRARY:
        return status;
    default:
        return failure_explain(failure, STATUS_VERIFICATION, NULL);
    }
}

Status input_check_copies(const CopyCheck *check, Failure *failure)
{
    Status status = check_all_copies(check, failure);
    if (status == STATUS_OK) status = check_payments(check, failure);
    return as_verification(status, failure);
}

/* --- signatures and serial lines of copies --- */

typedef struct SignedCheck {
    const CopyCheck *check;
    const Ledger *ledger;
    size_t entries;
    size_t serials;          /* of the manifest, seen so far */
    bool seen[SIGNED_KINDS]; /* kinds of which there is a copy */
} SignedCheck;

static Status check_listed_serial(SignedCheck *all, const SignedInput *copy, Failure *failure)
{
    char text[SIGNED_NAME_SIZE + 16];
    const ManifestTexts *listed = &all->check->manifest->serials;
    signed_input_serial(copy, text);
    if (text[0] == '\0') return STATUS_OK;
    if (all->serials < listed->count && strcmp(listed->items[all->serials], text) == 0) {
        all->serials++;
        return STATUS_OK;
    }
    return wrong(copy->path, failure, "its serial number is not the one in the manifest");
}

static Status check_signed(void *user, SignedKind kind, int year,
                           const uint8_t content_sha256[SHA256_SIZE], Failure *failure)
{
    SignedCheck *all = user;
    CLEANUP(signed_input_free) SignedInput copy = {.path = NULL};
    (void)content_sha256;
    all->seen[kind] = true;
    TRY(copied(all->check, kind, year, &copy, failure));
    TRY(input_check(all->ledger, all->entries, &copy, failure));
    return check_listed_serial(all, &copy, failure);
}

Status input_check_signed(const CopyCheck *check, const Ledger *ledger, size_t entries,
                          Failure *failure)
{
    SignedCheck all = {.check = check, .ledger = ledger, .entries = entries};
    TRY(as_verification(signed_inputs_each(check->manifest, check_signed, &all, failure),
                        failure));
    for (int kind = 0; kind < SIGNED_KINDS && ledger->given_keys; kind++)
        if (!all.seen[kind])
            return failure_set(failure, STATUS_VERIFICATION, folder_path(check->folder),
                               "the manifest lists no input of the kind %s",
                               signed_kind_text((SignedKind)kind));
    if (all.serials == check->manifest->serials.count) return STATUS_OK;
    return wrong(folder_path(check->folder), failure,
                 "the manifest has a serial number of an input that is not there");
}

Status input_check_entry(Folder *entry, const Ledger *ledger, size_t entries, Failure *failure)
{
    const FolderFile *file;
    CLEANUP(manifest_free) Manifest manifest = {0};
    const CopyCheck check = {entry, &manifest, "payments"};
    TRY(folder_read(entry, "manifest.json", INPUT_SMALL_SIZE_MAX, &file, failure));
    TRY(manifest_read(file->path, file->bytes, file->size, &manifest, failure));
    TRY(input_check_copies(&check, failure));
    return ledger != NULL ? input_check_signed(&check, ledger, entries, failure) : STATUS_OK;
}
