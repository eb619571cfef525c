/*
 * fuzz_target.h - what the fuzz targets of the small parsers have in common.
 *
 * A target is a function of this header; fuzz_entry.c makes one program of each. It is given
 * any bytes and asserts with INVARIANT. What a parser accepts is written down as text ("dump"),
 * so that two readings can be compared. Random text is never accepted by a parser that checks
 * control digits or signatures: the seeds lead there, and what is accepted is asked more.
 */
#ifndef TILSKUDD_TESTS_FUZZ_FUZZ_TARGET_H
#define TILSKUDD_TESTS_FUZZ_FUZZ_TARGET_H

#include <stdint.h>

#include "formats/base/text_buffer.h"

/* Reads bytes and appends what was accepted. Leaves nothing allocated. */
typedef Status (*FuzzRead)(const void *bytes, size_t size, TextBuffer *out, Failure *failure);

/* Reads, and checks what every refusal owes: the status in the Failure, a place or a detail,
 * UTF-8. *out holds the dump, or is empty; `failure` holds what was said. */
Status fuzz_read(FuzzRead read, const void *bytes, size_t size, TextBuffer *out,
                 Failure *failure);

/* How many readings have been accepted so far (fuzz_main.c asks). */
size_t fuzz_accepted(void);

/* The parser of a table that people keep: a refusal names the line and never an ident, and the
 * same table as a spreadsheet program saves it is read the same. */
void fuzz_table(FuzzRead read, const uint8_t *data, size_t size);
/* The parser of a file that this program writes: the dump is such a file, and is read the same.
 * `by_line`: a refusal names the line, and never an ident. */
void fuzz_written(FuzzRead read, bool by_line, const uint8_t *data, size_t size);
/* A parser of XML: a refusal names the line, a byte order mark changes nothing. */
void fuzz_xml(FuzzRead read, const uint8_t *data, size_t size);

/* The bytes as a file in memory, for parsers that read files. fuzz_file_close frees it. */
typedef struct FuzzFile {
    int descriptor;
    char path[32];
} FuzzFile;
FuzzFile fuzz_file(const void *bytes, size_t size);
void fuzz_file_close(FuzzFile *file);

/* Tables. */
void fuzz_decided(const uint8_t *data, size_t size);
void fuzz_decisions(const uint8_t *data, size_t size);
void fuzz_looks(const uint8_t *data, size_t size);
void fuzz_municipalities(const uint8_t *data, size_t size);
void fuzz_paid(const uint8_t *data, size_t size);
void fuzz_payees(const uint8_t *data, size_t size);
void fuzz_settle(const uint8_t *data, size_t size);
void fuzz_settled(const uint8_t *data, size_t size);
void fuzz_signers(const uint8_t *data, size_t size);
/* XML. */
void fuzz_bank_profile(const uint8_t *data, size_t size);
void fuzz_configuration(const uint8_t *data, size_t size);
void fuzz_rule_set(const uint8_t *data, size_t size);
/* JSON. */
void fuzz_entry(const uint8_t *data, size_t size);
void fuzz_json(const uint8_t *data, size_t size);
void fuzz_manifest(const uint8_t *data, size_t size);
/* What is signed. */
void fuzz_checkpoint(const uint8_t *data, size_t size);
void fuzz_log_key(const uint8_t *data, size_t size);
void fuzz_proof(const uint8_t *data, size_t size);
void fuzz_signature(const uint8_t *data, size_t size);
/* Samples. */
void fuzz_sample(const uint8_t *data, size_t size);

#endif
