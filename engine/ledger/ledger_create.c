#include "engine/ledger/ledger_create.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "formats/log/checkpoint.h"
#include "formats/crypto/cms_signature.h"
#include "engine/run/run.h"
#include "formats/base/input_file.h"
#include "formats/base/person_name.h"
#include "formats/csv/municipality_csv.h"
#include "formats/run/ledger_place.h"
#include "formats/run/paid_csv.h"
#include "formats/run/signed_input.h"
#include "formats/crypto/test_authority.h"

enum { PUBLIC_MODE = 0644, PERSONAL_MODE = 0640 };

/* The opening in the making. */
typedef struct Creation {
    const LedgerOpening *opening;
    char keys[PATH_SIZE]; /* DIR/keys */
    Ledger ledger;        /* without entries */
    char folder[PATH_SIZE];
    EntryBuild build;
    SigningPerson persons[2];
    TimeStamp time;
    SignedInput signers; /* with given keys: as the authority signed it, read once */
    SettledLine *paid;   /* of --paid; NULL when there are none */
    size_t paid_count;
    int lock;        /* -1: not had */
    bool own_files;  /* keys, log and entry are of this opening: removed when it fails */
    bool own_folder; /* so is the folder */
} Creation;

/* --- the folder --- */

static bool is_ours(const char *name)
{
    return strcmp(name, "keys") == 0 || strcmp(name, "lock") == 0 || strcmp(name, "log") == 0 ||
           strcmp(name, "000000.tmp") == 0;
}

/* Only what an interrupted opening leaves may be there. */
static Status check_leftovers(const char *folder, Failure *failure)
{
    CLEANUP(path_list_free) PathList list = {0};
    TRY(path_list(folder, &list, failure));
    for (size_t i = 0; i < list.count; i++) {
        if (strcmp(list.names[i], "000000") == 0)
            return failure_set(failure, STATUS_LEDGER_ALREADY_THERE, folder, NULL);
        if (!is_ours(list.names[i]))
            return failure_set(failure, STATUS_INPUT_VALUE, folder,
                               "the folder holds other files: name a new or an empty one");
    }
    return STATUS_OK;
}

static Status remove_leftovers(const char *folder, Failure *failure)
{
    static const char *const names[] = {"keys", "log", "000000.tmp"};
    char path[PATH_SIZE];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        TRY(path_join(folder, names[i], path, failure));
        TRY(path_remove(path, failure));
    }
    return STATUS_OK;
}

static Status share_and_lock(Creation *creation, Failure *failure)
{
    const LedgerOpening *opening = creation->opening;
    gid_t group;
    if (opening->group != NULL) {
        TRY(path_group(opening->group, &group, failure));
        TRY(path_share(opening->folder, group, failure));
    }
    return ledger_lock(opening->folder, &creation->lock, failure);
}

/* What is not a ledger's gets no lock file either: looked at before, and again alone. */
static Status make_folders(Creation *creation, Failure *failure)
{
    const char *folder = creation->opening->folder;
    bool exists, is_new = false;
    char parent[PATH_SIZE];
    TRY(path_parent(folder, parent, failure));
    TRY(ledger_place_refuse(parent, failure));
    TRY(path_check_output_folder(folder, &exists, failure));
    TRY(exists ? check_leftovers(folder, failure) : path_have_folder(folder, &is_new, failure));
    Status status = share_and_lock(creation, failure);
    /* Empty, nobody is at work in it. */
    if (status != STATUS_OK && is_new) (void)system_remove_empty(folder);
    if (status != STATUS_OK) return status;
    creation->own_folder = is_new;
    TRY(check_leftovers(folder, failure));
    creation->own_files = true;
    TRY(remove_leftovers(folder, failure));
    TRY(path_join(folder, "keys", creation->keys, failure));
    return path_make_private(creation->keys, failure);
}

/* Nothing of a failed opening stays, and nothing of another's goes: while this one has the
 * lock, what an opening makes is its own. A committed ledger stays whatever failed then. */
static void take_back(const Creation *creation)
{
    char lock[PATH_SIZE];
    if (!creation->own_files || creation->build.kept) return;
    (void)remove_leftovers(creation->folder, NULL);
    if (!creation->own_folder) return;
    if (path_join(creation->folder, "lock", lock, NULL) == STATUS_OK) (void)system_unlink(lock);
    (void)system_remove_empty(creation->folder);
}

/* --- keys --- */

static Status in_keys(const Creation *creation, const char *name, char path[PATH_SIZE],
                      Failure *failure)
{
    return path_join(creation->keys, name, path, failure);
}

static Status make_test_keys(Creation *creation, Failure *failure)
{
    char path[PATH_SIZE];
    uint8_t secret[PSEUDONYM_KEY_MIN];
    TRY(test_authority_create(creation->keys, TEST_KEYS_RSA, failure));
    TRY(in_keys(creation, "log-key.pem", path, failure));
    TRY(log_key_create(path, failure));
    TRY(secret_random(secret, sizeof secret, failure));
    TRY(in_keys(creation, "pseudonym.key", path, failure));
    return secret_file_save(path, secret, sizeof secret, failure);
}

static Status copy_secret(const Creation *creation, const char *source, const char *name,
                          Failure *failure)
{
    char path[PATH_SIZE];
    uint8_t secret[16384];
    size_t size;
    TRY(in_keys(creation, name, path, failure));
    TRY(secret_file_read(source, secret, sizeof secret, &size, failure));
    Status status = secret_file_save(path, secret, size, failure);
    explicit_bzero(secret, sizeof secret);
    return status;
}

static Status take_given_keys(Creation *creation, Failure *failure)
{
    const LedgerOpening *opening = creation->opening;
    TRY(copy_secret(creation, opening->log_key, "log-key.pem", failure));
    return copy_secret(creation, opening->pseudonym_key, "pseudonym.key", failure);
}

/* The key is the ledger's for life. */
static Status pin_pseudonym_key(Creation *creation, Failure *failure)
{
    char path[PATH_SIZE];
    CLEANUP(pseudonym_key_forget) PseudonymKey key = {0};
    const char *given = creation->opening->pseudonym_key;
    TRY(in_keys(creation, "pseudonym.key", path, failure));
    TRY(pseudonym_key_read(given != NULL ? given : path, &key, failure));
    memcpy(creation->build.text.pseudonym_check, key.check, SHA256_SIZE);
    return STATUS_OK;
}

/* --- files of the entry --- */

static Status save_text(Creation *creation, const char *name, mode_t mode,
                        const TextBuffer *text, Failure *failure)
{
    TRY(text_buffer_status(text, failure));
    return entry_build_save(&creation->build, name, mode, text->bytes, text->length, failure);
}

static Status save_public_log_key(Creation *creation, Failure *failure)
{
    char path[PATH_SIZE], name[64];
    CLEANUP(log_key_free) LogKey *key = NULL;
    CLEANUP(text_buffer_free) TextBuffer line = TEXT_BUFFER_EMPTY;
    uint8_t random[4];
    TRY(secret_random(random, sizeof random, failure));
    snprintf(name, sizeof name, "tilskudd-%s-%02x%02x%02x%02x",
             ledger_mode_text(creation->opening->mode), random[0], random[1], random[2],
             random[3]);
    TRY(in_keys(creation, "log-key.pem", path, failure));
    TRY(log_key_load(path, name, PASS_NONE, &key, failure));
    log_verifier_write(log_key_verifier(key), &line);
    text_buffer_char(&line, '\n');
    creation->build.log_keys[0] = HAND_OVER(LogKey *, key);
    return save_text(creation, "log-key.pub", PUBLIC_MODE, &line, failure);
}

static Status signer_row(const Creation *creation, const char *file, const char *person,
                         SignerRole role, TextBuffer *csv, Failure *failure)
{
    char path[PATH_SIZE];
    CLEANUP(certificate_free) Certificate *certificate = NULL;
    TRY(in_keys(creation, file, path, failure));
    TRY(certificate_load(path, &certificate, failure));
    text_buffer_hex(csv, certificate_fingerprint(certificate), SHA256_SIZE);
    text_buffer_format(csv, ",%s,%s\n", person, signer_role_text(role));
    return STATUS_OK;
}

static Status sign_by_test_authority(const Creation *creation, const TextBuffer *content,
                                     TextBuffer *der, Failure *failure)
{
    char key_path[PATH_SIZE], path[PATH_SIZE];
    CLEANUP(signing_key_free) SigningKey *key = NULL;
    TRY(in_keys(creation, TEST_AUTHORITY_KEY_FILE, key_path, failure));
    TRY(in_keys(creation, TEST_AUTHORITY_FILE, path, failure));
    TRY(signing_key_load(key_path, path, PASS_NONE, &key, failure));
    return cms_sign(key, cms_bytes(content->bytes, content->length), creation->time.epoch, der,
                    failure);
}

static Status make_test_signers(Creation *creation, Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer csv = TEXT_BUFFER_EMPTY;
    CLEANUP(text_buffer_free) TextBuffer der = TEXT_BUFFER_EMPTY;
    text_buffer_text(&csv, "fingerprint,person,role\n");
    TRY(signer_row(creation, TEST_DISPOSITION_FILE, "TEST Disponent", ROLE_DISPOSITION, &csv,
                   failure));
    TRY(signer_row(creation, TEST_ATTESTATION_FILE, "TEST Attestant", ROLE_ATTESTATION, &csv,
                   failure));
    TRY(sign_by_test_authority(creation, &csv, &der, failure));
    TRY(save_text(creation, "signers.csv", PUBLIC_MODE, &csv, failure));
    return save_text(creation, "signers.csv.p7s", PUBLIC_MODE, &der, failure);
}

static Status copy_file(Creation *creation, const char *source, const char *name,
                        Failure *failure)
{
    CLEANUP(input_file_free) InputFile file = {0};
    TRY(input_file_read_stored(source, INPUT_SMALL_SIZE_MAX, &file, failure));
    return entry_build_copy(&creation->build, name, PUBLIC_MODE, file.bytes, file.size,
                            failure);
}

static Status copy_test_certificates(Creation *creation, Failure *failure)
{
    char path[PATH_SIZE];
    TRY(in_keys(creation, TEST_CA_FILE, path, failure));
    TRY(copy_file(creation, path, "ca.pem", failure));
    TRY(in_keys(creation, TEST_AUTHORITY_FILE, path, failure));
    return copy_file(creation, path, "authority.pem", failure);
}

static Status copy_given_identity(Creation *creation, Failure *failure)
{
    const LedgerOpening *opening = creation->opening;
    const InputFile *signers = &creation->signers.stored;
    const InputFile *signature = &creation->signers.signature;
    TRY(copy_file(creation, opening->ca, "ca.pem", failure));
    TRY(copy_file(creation, opening->authority, "authority.pem", failure));
    if (opening->recovery != NULL)
        TRY(copy_file(creation, opening->recovery, "recovery.pem", failure));
    TRY(entry_build_copy(&creation->build, "signers.csv", PUBLIC_MODE, signers->bytes,
                         signers->size, failure));
    return entry_build_copy(&creation->build, "signers.csv.p7s", PUBLIC_MODE, signature->bytes,
                            signature->size, failure);
}

static Status save_paid_lines(Creation *creation, Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    Ore *sum = &creation->build.text.lines_sum;
    text_buffer_text(&text, SETTLED_HEADER);
    for (size_t i = 0; i < creation->paid_count; i++) {
        settled_csv_append(&text, &creation->paid[i]);
        *sum = ore_add(*sum, creation->paid[i].amount);
    }
    return save_text(creation, "lines.csv.gz", PERSONAL_MODE, &text, failure);
}

static Status save_empty(Creation *creation, const char *name, mode_t mode, const char *header,
                         Failure *failure)
{
    return entry_build_save(&creation->build, name, mode, header, strlen(header), failure);
}

/* Claims, accounts and open items: of nobody yet. */
static Status save_no_rows(Creation *creation, Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer claims = TEXT_BUFFER_EMPTY;
    CLEANUP(text_buffer_free) TextBuffer accounts = TEXT_BUFFER_EMPTY;
    CLEANUP(text_buffer_free) TextBuffer items = TEXT_BUFFER_EMPTY;
    carried_csv_write(&claims, NULL);
    paid_accounts_csv_write(&accounts, NULL, 0);
    open_items_write(&items, NULL, 0);
    TRY(save_text(creation, "open.csv", PUBLIC_MODE, &items, failure));
    TRY(save_text(creation, "carried.csv", PUBLIC_MODE, &claims, failure));
    return save_text(creation, "accounts.csv", PUBLIC_MODE, &accounts, failure);
}

static Status fill_entry(Creation *creation, Failure *failure)
{
    bool given = creation->opening->given_keys;
    TRY(given ? copy_given_identity(creation, failure)
              : copy_test_certificates(creation, failure));
    if (!given) TRY(make_test_signers(creation, failure));
    if (creation->opening->bank != NULL)
        TRY(copy_file(creation, creation->opening->bank, "bank.pem", failure));
    TRY(save_public_log_key(creation, failure));
    TRY(save_paid_lines(creation, failure));
    TRY(save_no_rows(creation, failure));
    TRY(save_empty(creation, "basic.csv", PUBLIC_MODE, BASIC_HEADER, failure));
    return save_empty(creation, "persons.csv.gz", PERSONAL_MODE, LOOK_HEADER, failure);
}

/* --- who signs the opening --- */

/* Whether the authority or one of the two persons has the key too. */
static Status is_shared(const Creation *creation, const Certificate *certificate,
                        const LedgerIdentity *identity, bool *is, Failure *failure)
{
    *is = certificate_same_key(certificate, identity->authority);
    for (int i = 0; i < 2; i++) {
        CLEANUP(certificate_free) Certificate *person = NULL;
        TRY(certificate_load(creation->opening->certificates[i], &person, failure));
        *is = *is || certificate_same_key(certificate, person);
    }
    return STATUS_OK;
}

/* It takes the authority's place one day: another key, and nobody's who signs. */
static Status load_recovery(const Creation *creation, LedgerIdentity *out, Failure *failure)
{
    const char *path = creation->opening->recovery;
    bool same;
    if (path == NULL) return STATUS_OK;
    TRY(certificate_load(path, &out->recovery, failure));
    TRY(is_shared(creation, out->recovery, out, &same, failure));
    if (!same) return STATUS_OK;
    return failure_set(failure, STATUS_KEY, path,
                       "its key is the authority's or a signer's: the recovery key is one of "
                       "its own, in a safe");
}

/* What says that answers are the bank's is nobody's here. */
static Status load_bank(const Creation *creation, LedgerIdentity *out, Failure *failure)
{
    const LedgerOpening *opening = creation->opening;
    bool same = false;
    if (opening->bank == NULL) return STATUS_OK;
    TRY(certificate_load(opening->bank, &out->bank, failure));
    if (opening->given_keys) TRY(is_shared(creation, out->bank, out, &same, failure));
    same = same || (out->recovery != NULL && certificate_same_key(out->bank, out->recovery));
    if (!same) return STATUS_OK;
    return failure_set(failure, STATUS_KEY, opening->bank, IDENTITY_BANK_IS_OURS);
}

static Status load_authority(const Creation *creation, LedgerIdentity *out, Failure *failure)
{
    const LedgerOpening *opening = creation->opening;
    TRY(trust_store_load(opening->ca, &out->store, failure));
    if (opening->mode == LEDGER_LIVE && trust_store_is_test(out->store))
        return failure_set(failure, STATUS_KEY, opening->ca,
                           "a live ledger refuses throw-away test certificates");
    TRY(certificate_load(opening->authority, &out->authority, failure));
    TRY(certificate_check_chain(out->authority, out->store, creation->time.epoch, failure));
    TRY(load_recovery(creation, out, failure));
    return load_bank(creation, out, failure);
}

/* What the authority signs for a ledger that is not there yet. */
static Status take_signed(const LedgerIdentity *identity, const char *path, const char *word,
                          SignedInput *out, Failure *failure)
{
    const Ledger ledger = {.identity = *identity};
    TRY(signed_file_read(path, word, out, failure));
    const InputFile *stored = &out->stored, *signature = &out->signature;
    const SignedFile file = {path, signature->bytes, signature->size,
                             cms_bytes(stored->bytes, stored->size), 0};
    TRY(signer_verify_authority_at(&ledger, 0, &file, failure));
    bool is_new = strcmp(out->serial.ledger, SERIAL_LEDGER_NEW) == 0;
    if (is_new && out->serial.serial == 0) return STATUS_OK;
    return failure_set(failure, STATUS_NOT_NOW, path,
                       "it does not begin with '# %s NEW serial 0', as what a ledger is opened "
                       "with does: put that line first, and let the authority sign it anew",
                       word);
}

static Status read_paid(Creation *creation, const InputFile *signed_bytes, Failure *failure)
{
    const LedgerOpening *opening = creation->opening;
    CLEANUP(municipality_table_free) MunicipalityTable *municipalities = NULL;
    TRY(municipality_csv_read(opening->municipalities, &municipalities, failure));
    PaidLimits limits = {opening->year, opening->year - (SETTLE_YEARS_MAX - 1), municipalities};
    if (signed_bytes == NULL)
        return paid_csv_read(opening->paid, &limits, &creation->paid, &creation->paid_count,
                             failure);
    TRY(paid_csv_parse(opening->paid, signed_bytes->bytes, signed_bytes->size, &limits,
                       &creation->paid, &creation->paid_count, failure));
    return opening->confirm(opening->user, municipalities, creation->paid, creation->paid_count,
                            failure);
}

/* The files that are given are read and checked before anything is made: a ledger has them for
 * life. */
static Status take_files(Creation *creation, Failure *failure)
{
    const LedgerOpening *opening = creation->opening;
    CLEANUP(ledger_identity_free) LedgerIdentity identity = {0};
    CLEANUP(signed_input_free) SignedInput paid = {.path = NULL};
    if (!opening->given_keys) {
        TRY(load_bank(creation, &identity, failure));
        return opening->paid != NULL ? read_paid(creation, NULL, failure) : STATUS_OK;
    }
    TRY(load_authority(creation, &identity, failure));
    TRY(take_signed(&identity, opening->signers, "signers", &creation->signers, failure));
    if (opening->paid == NULL) return STATUS_OK;
    TRY(take_signed(&identity, opening->paid, "paid", &paid, failure));
    return read_paid(creation, &paid.stored, failure);
}

static Status load_given_person(Creation *creation, size_t which, const Signers *signers,
                                const TrustStore *store, SignerRole *role, Failure *failure)
{
    const LedgerOpening *opening = creation->opening;
    SigningPerson *person = &creation->persons[which];
    TRY(signing_key_load(opening->keys[which], opening->certificates[which],
                         opening->pass_descriptor, &person->key, failure));
    const Certificate *certificate = signing_key_certificate(person->key);
    TRY(failure_at(failure, opening->certificates[which],
                   signer_check_authority(signers, certificate, failure)));
    TRY(signing_key_check(person->key, store, creation->time.epoch, failure));
    for (int r = 0; r < 2; r++) {
        const Signer *row =
            signers_find(signers, certificate_fingerprint(certificate), (SignerRole)r);
        if (row == NULL) continue;
        *role = (SignerRole)r;
        snprintf(person->person, sizeof person->person, "%s", row->person);
        return STATUS_OK;
    }
    return failure_set(failure, STATUS_KEY, opening->certificates[which],
                       "this certificate is not in the signers file");
}

static Status check_pair(const Creation *creation, const SignerRole roles[2], Failure *failure)
{
    const SigningPerson *one = &creation->persons[0];
    const SigningPerson *two = &creation->persons[1];
    bool different = !person_name_same(one->person, two->person) &&
                     !certificate_same_key(signing_key_certificate(one->key),
                                           signing_key_certificate(two->key));
    if (different && roles[0] != roles[1]) return STATUS_OK;
    return failure_set(failure, STATUS_NOT_NOW, "--key",
                       "the opening is signed by two different persons with different keys, "
                       "one in the role disposition, one in the role attestation");
}

static Status load_given_persons(Creation *creation, Failure *failure)
{
    CLEANUP(signers_free) Signers *signers = NULL;
    CLEANUP(trust_store_free) TrustStore *store = NULL;
    CLEANUP(certificate_free) Certificate *authority = NULL;
    SignerRole roles[2] = {ROLE_DISPOSITION, ROLE_DISPOSITION};
    const InputFile *file = &creation->signers.stored;
    TRY(signers_csv_parse(creation->opening->signers, file->bytes, file->size, &signers,
                          failure));
    TRY(certificate_load(creation->opening->authority, &authority, failure));
    TRY(signers_set_authority(signers, creation->opening->signers,
                              certificate_fingerprint(authority),
                              certificate_key_hash(authority), failure));
    TRY(trust_store_load(creation->opening->ca, &store, failure));
    for (size_t p = 0; p < 2; p++)
        TRY(load_given_person(creation, p, signers, store, &roles[p], failure));
    return check_pair(creation, roles, failure);
}

static Status load_test_persons(Creation *creation, Failure *failure)
{
    SigningPerson *persons = creation->persons;
    TRY(signer_load_test_key(creation->folder, ROLE_DISPOSITION, &persons[0].key, failure));
    return signer_load_test_key(creation->folder, ROLE_ATTESTATION, &persons[1].key, failure);
}

/* --- all of it --- */

static Status create(Creation *creation, Failure *failure)
{
    const LedgerOpening *opening = creation->opening;
    bool given = opening->given_keys;
    TRY(time_stamp(opening->time, &creation->time, failure));
    TRY(take_files(creation, failure));
    if (given) TRY(load_given_persons(creation, failure));
    TRY(make_folders(creation, failure));
    TRY(given ? take_given_keys(creation, failure) : make_test_keys(creation, failure));
    if (!given) TRY(load_test_persons(creation, failure));
    TRY(entry_build_begin(&creation->build, &creation->ledger, &creation->time, failure));
    creation->build.text.kind = ENTRY_OPEN;
    creation->build.text.mode = opening->mode;
    creation->build.text.given_keys = given;
    creation->build.text.opening_year = opening->year;
    creation->build.text.year = opening->year;
    TRY(pin_pseudonym_key(creation, failure));
    TRY(fill_entry(creation, failure));
    return entry_build_commit(&creation->build, &creation->persons[0], &creation->persons[1],
                              failure);
}

Status ledger_create(const LedgerOpening *opening, Failure *failure)
{
    Creation creation = {.opening = opening, .lock = -1};
    TRY(path_join("", opening->folder, creation.folder, failure));
    creation.ledger.folder = creation.folder;
    Status status = create(&creation, failure);
    entry_build_end(&creation.build);
    if (status != STATUS_OK) take_back(&creation);
    ledger_unlock(creation.lock);
    signer_free(&creation.persons[0]);
    signer_free(&creation.persons[1]);
    ledger_identity_free(&creation.ledger.identity);
    signed_input_free(&creation.signers);
    system_free(creation.paid);
    return status;
}
