/*
 * pin_file.h - what a person has seen of a ledger, kept where only that person writes.
 * trust.md 4.
 *
 * A pin is text, one "key: value" a line in this order: format, opening (head of entry 000000),
 * authority, ca, log-key, signers (SHA-256 of who vouches for the entries), entry, time and
 * head of the newest entry seen. It is a plain file of the caller's that nobody else may write,
 * no link, in a folder in which nobody else may exchange it: PIN otherwise. It moves forward
 * only, one process at a time. No state is kept here; any thread.
 */
#ifndef TILSKUDD_FORMATS_PIN_FILE_H
#define TILSKUDD_FORMATS_PIN_FILE_H

#include "formats/base/clock.h"
#include "formats/base/digest.h"
#include "formats/base/text_buffer.h"

/* Who vouches for the entries. */
typedef enum PinKey { PIN_AUTHORITY, PIN_CA, PIN_LOG_KEY, PIN_SIGNERS, PIN_KEYS } PinKey;

typedef struct PinFile {
    uint8_t opening[SHA256_SIZE];
    /* The authority's certificate's fingerprint; the others' files. */
    uint8_t keys[PIN_KEYS][SHA256_SIZE];
    uint32_t entry; /* number of the newest entry seen */
    char time[TIME_TEXT_SIZE];
    uint8_t head[SHA256_SIZE]; /* of that entry */
} PinFile;

/* "authority", "CA", "log key", "signers". Constant. */
const char *pin_key_text(PinKey key);

/* Reads a pin. INPUT_MISSING, PIN, VERIFICATION for anything that pin_file_make and
 * pin_file_move do not write. */
MUST_USE Status pin_file_read(const char *path, PinFile *out, Failure *failure);
/* Writes a pin where none is, and its name to the disk: OUTPUT_EXISTS, PIN, WRITE. */
MUST_USE Status pin_file_make(const char *path, const PinFile *pin, Failure *failure);
/* Moves the pin to a newer entry of the same ledger; one that another process has moved further
 * already stays. What stands there by then is asked about with `fits`: whether it is a pin of
 * this ledger. VERIFICATION when it is not. */
typedef bool (*PinFits)(const void *user, const PinFile *now);
MUST_USE Status pin_file_move(const char *path, const PinFile *to, PinFits fits,
                              const void *user, Failure *failure);

#endif
