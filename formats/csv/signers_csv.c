/* signers_csv.c - certificates, persons and roles. */
#include "formats/csv/signers_csv.h"

#include <string.h>

#include "formats/base/person_name.h"
#include "formats/csv/csv_fields.h"
#include "formats/base/input_file.h"

enum { FINGERPRINT, PERSON, ROLE, COLUMNS, SIGNERS_MAX = 1000 };

static const char *const column_names[COLUMNS] = {"fingerprint", "person", "role"};
static const char *const role_words[] = {"disposition", "attestation"};

const char *signer_role_text(SignerRole role)
{
    return role_words[role];
}

bool fingerprint_parse(CsvField field, uint8_t fingerprint[SHA256_SIZE])
{
    enum { DIGITS = SHA256_SIZE * 2, WITH_COLONS = SHA256_SIZE * 3 - 1 };
    char digits[DIGITS];
    if (field.length != WITH_COLONS)
        return sha256_from_hex(field.text, field.length, fingerprint);
    for (size_t i = 0; i < SHA256_SIZE; i++) {
        if (i > 0 && field.text[i * 3 - 1] != ':') return false;
        memcpy(digits + i * 2, field.text + i * 3, 2);
    }
    return sha256_from_hex(digits, DIGITS, fingerprint);
}

static bool has_odd_blanks(const char *name)
{
    return name[0] == ' ' || name[strlen(name) - 1] == ' ' || strstr(name, "  ") != NULL;
}

static Status read_fields(const CsvRow *row, Signer *signer)
{
    if (!fingerprint_parse(row_field(row, FINGERPRINT), signer->fingerprint))
        return row_refuse(row, FINGERPRINT, "not a SHA-256 fingerprint: 64 hexadecimal digits");
    TRY(row_words(row, PERSON, SIGNER_PERSON_LENGTH, signer->person, sizeof signer->person));
    if (!person_name_fits(signer->person))
        return row_refuse(row, PERSON,
                          "a name has Latin letters, spaces, hyphens, apostrophes and full "
                          "stops, nothing else");
    if (has_odd_blanks(signer->person))
        return row_refuse(row, PERSON,
                          "blanks before, after or twice between words: remove them");
    CsvField role = row_field(row, ROLE);
    if (csv_field_equals(role, role_words[ROLE_DISPOSITION]))
        signer->role = ROLE_DISPOSITION;
    else if (csv_field_equals(role, role_words[ROLE_ATTESTATION]))
        signer->role = ROLE_ATTESTATION;
    else
        return row_refuse(row, ROLE, "write disposition or attestation");
    return STATUS_OK;
}

static Status check_signer(const CsvRow *row, const Signer *signer)
{
    const Signers *signers = row->user;
    if (signers->count == SIGNERS_MAX) return row_refuse(row, PERSON, "too many signers");
    for (size_t i = 0; i < signers->count; i++) {
        const Signer *other = &signers->items[i];
        if (memcmp(other->fingerprint, signer->fingerprint, SHA256_SIZE) != 0) continue;
        if (other->role == signer->role)
            return row_refuse(row, FINGERPRINT,
                              "this certificate has this role already: keep one line");
        if (!person_name_same(other->person, signer->person))
            return row_refuse(row, PERSON, "this certificate belongs to another person above");
    }
    return STATUS_OK;
}

static Status read_signer(const CsvRow *row, void *out)
{
    TRY(read_fields(row, out));
    return check_signer(row, out);
}

static Status read_signers(CsvReader *csv, Signers *signers, Failure *failure)
{
    const CsvTable table = {column_names, COLUMNS, COLUMNS, sizeof(Signer), read_signer};
    TRY(csv_table(csv, &table, signers, &signers->items, &signers->count, failure));
    if (signers->count > 0) return STATUS_OK;
    return csv_refuse(csv, column_names[FINGERPRINT], "no signer: add them", failure);
}

Status signers_csv_parse(const char *name, const void *bytes, size_t size, Signers **out,
                         Failure *failure)
{
    CLEANUP(csv_close) CsvReader csv = {0};
    *out = NULL;
    TRY(csv_open(&csv, name, bytes, size, failure));
    CLEANUP(signers_free) Signers *signers = system_allocate_zeroed(1, sizeof *signers);
    if (signers == NULL) return failure_set(failure, STATUS_MEMORY, name, NULL);
    TRY(read_signers(&csv, signers, failure));
    *out = HAND_OVER(Signers *, signers);
    return STATUS_OK;
}

Status signers_csv_read(const char *path, Signers **out, Failure *failure)
{
    CLEANUP(input_file_free) InputFile file = {0};
    *out = NULL;
    TRY(input_file_read(path, INPUT_SMALL_SIZE_MAX, &file, failure));
    return signers_csv_parse(path, file.bytes, file.size, out, failure);
}

void signers_free(Signers *signers)
{
    if (signers == NULL) return;
    stops_free(&signers->stops);
    system_free(signers->items);
    system_free(signers);
}

const Signer *signers_find(const Signers *signers, const uint8_t fingerprint[SHA256_SIZE],
                           SignerRole role)
{
    for (size_t i = 0; i < signers->count; i++) {
        const Signer *signer = &signers->items[i];
        if (signer->role == role && memcmp(signer->fingerprint, fingerprint, SHA256_SIZE) == 0)
            return signer;
    }
    return NULL;
}

Status signers_set_authority(Signers *signers, const char *name,
                             const uint8_t fingerprint[SHA256_SIZE],
                             const uint8_t key_hash[SHA256_SIZE], Failure *failure)
{
    memcpy(signers->authority_key, key_hash, SHA256_SIZE);
    signers->has_authority = true;
    for (int role = ROLE_DISPOSITION; role <= ROLE_ATTESTATION; role++) {
        const Signer *row = signers_find(signers, fingerprint, (SignerRole)role);
        if (row == NULL) continue;
        return failure_set(failure, STATUS_VERIFICATION, name,
                           "the authority's certificate stands there as %s's: who decides who "
                           "may sign signs nothing else",
                           row->person);
    }
    return STATUS_OK;
}

bool signers_is_stopped(const Signers *signers, const uint8_t fingerprint[SHA256_SIZE])
{
    return stops_find(&signers->stops, fingerprint) != NULL;
}

bool signers_is_authority(const Signers *signers, const uint8_t key_hash[SHA256_SIZE])
{
    return signers->has_authority && memcmp(signers->authority_key, key_hash, SHA256_SIZE) == 0;
}
