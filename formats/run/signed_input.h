/*
 * signed_input.h - the inputs of a run that the authority signs, and their copies in run folder
 * and entry. trust.md 2, life.md 1.
 *
 * The kinds stand in files.def. An input is read once, with the signature beside it: what was
 * used is what is verified, copied and listed. One thread. Ownership: signed_input_free.
 */
#ifndef TILSKUDD_FORMATS_SIGNED_INPUT_H
#define TILSKUDD_FORMATS_SIGNED_INPUT_H

#include <sys/types.h>

#include "formats/base/folder.h"
#include "formats/base/serial_line.h"
#include "formats/run/manifest.h"

typedef enum SignedKind {
#define SIGNED_INPUT(name, kind, word, stem, ending, mode) SIGNED_##name,
#include "formats/run/files.def"
    SIGNED_KINDS
} SignedKind;

enum { SIGNED_NAME_SIZE = 32, SIGNED_INPUTS_MAX = SIGNED_KINDS + MANIFEST_RULE_SETS_MAX };

/* Of its kind among the manifest's inputs ("rule-set"); the word of its serial line ("rules").
 * Constant. */
const char *signed_kind_text(SignedKind kind);
const char *signed_kind_word(SignedKind kind);
/* Name of the copy, "payees.csv" or "rules-2018.xml"; `year` counts for rule sets alone. */
void signed_input_name(SignedKind kind, int year, char name[SIGNED_NAME_SIZE]);
/* Mode of a copy, or of a copy's signature, by its name; 0 for any other name. */
mode_t signed_input_mode(const char *name);

typedef struct SignedInput {
    SignedKind kind;
    int year; /* of a rule set; else 0 */
    char name[SIGNED_NAME_SIZE];
    char *path;          /* as read, for messages; owned */
    InputFile stored;    /* the bytes that are signed */
    InputFile signature; /* no bytes: there is none */
    FileSums sums;
    SerialLine serial;
} SignedInput;

typedef struct SignedInputs {
    SignedInput items[SIGNED_INPUTS_MAX];
    size_t count;
} SignedInputs;

/* Reads an input, and FILE.p7s when it is there. READ when its content is not what was `used`;
 * INPUT_VALUE for a serial line that is none or another word's; what input_file_read_stored
 * fails with. */
MUST_USE Status signed_input_read(SignedKind kind, int year, const char *path,
                                  const uint8_t used[SHA256_SIZE], SignedInput *out,
                                  Failure *failure);
/* Any other file that the authority signs, by the word of its serial line; it has neither kind
 * nor name. The same failures but the first. */
MUST_USE Status signed_file_read(const char *path, const char *word, SignedInput *out,
                                 Failure *failure);
/* A copy; its bytes are borrowed of the folder. INPUT_MISSING, INPUT_VALUE as above. */
MUST_USE Status signed_input_copied(Folder *folder, SignedKind kind, int year, SignedInput *out,
                                    Failure *failure);
void signed_input_free(SignedInput *input);
CLEANUP_VALUE(SignedInput, signed_input_free)
void signed_inputs_free(SignedInputs *inputs);
CLEANUP_VALUE(SignedInputs, signed_inputs_free)

/* Which copies a manifest wants, and by what content: every rule set that it names, and what it
 * lists among its inputs of the other kinds. `take` is given each. */
typedef Status (*SignedTaker)(void *user, SignedKind kind, int year,
                              const uint8_t content_sha256[SHA256_SIZE], Failure *failure);
MUST_USE Status signed_inputs_each(const Manifest *manifest, SignedTaker take, void *user,
                                   Failure *failure);
/* "payees.csv 3", as the manifest lists it; "" without a serial line. */
void signed_input_serial(const SignedInput *input, char text[SIGNED_NAME_SIZE + 16]);

#endif
