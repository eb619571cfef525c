/*
 * forged.h - what an attacker with a build and keys of his own does to files: lists them again,
 * signs them, links an entry behind another, extends the audit log. Asks no check of the
 * product. A step that cannot be done ends the program.
 *
 * One thread. Texts are owned by the caller: text_buffer_free.
 */
#ifndef TILSKUDD_TESTS_TRUST_FORGED_H
#define TILSKUDD_TESTS_TRUST_FORGED_H

#include "formats/base/path.h"
#include "formats/base/text_buffer.h"
#include "formats/base/input_file.h"

enum { FORGED_KEYS_MAX = 4 };

/* Who signs: pairs of PEM files, and certificates that are put beside them. Borrowed. */
typedef struct ForgedKeys {
    const char *keys[FORGED_KEYS_MAX], *certificates[FORGED_KEYS_MAX];
    int count;
    const char *extra; /* a certificate of nobody who signs; NULL: none */
    int64_t time;      /* signing time; 0: the member "time" of what is signed, else now */
} ForgedKeys;

/* Ends the program, saying what failed, unless the status is OK. */
void forged_must(Status status, const Failure *failure);
_Noreturn void forged_die(const char *what, const char *where);

/* "folder/name", in one of 64 buffers that are used in turn. */
const char *forged_path(const char *folder, const char *name);
bool forged_there(const char *path);
/* Bytes as stored; and the content, when they are gzip. */
TextBuffer forged_read(const char *path);
TextBuffer forged_content(const char *path);
/* In the place of what was there; content for a name that ends in .gz is packed. */
void forged_write(const char *path, const void *bytes, size_t size);
void forged_write_content(const char *path, const void *bytes, size_t size);
/* A whole folder, with modes. */
void forged_copy(const char *from, const char *to);

/* The text of a member of an object, first of that name; empty when there is none. */
TextBuffer forged_get(const TextBuffer *json, const char *member);
/* Puts a value, as JSON text, in the place of a member's; false when there is none. */
bool forged_set(TextBuffer *json, const char *member, const char *value);

/* manifest.json or entry.json of the folder lists the files that are there now, as they are. */
void forged_list(const char *folder);
/* The same of manifest.json of a proposal that is no run, also within its entry, and the
 * identity that it has then; false when it is a run's. */
bool forged_list_proposal(const char *folder);
/* FILE.p7s by these keys, one signature file for all of them. */
void forged_sign(const char *file, const ForgedKeys *keys);
/* One more signer or, without a key, one more certificate in FILE.p7s. */
void forged_add_signer(const char *file, const char *key, const char *certificate,
                       int64_t time);
/* One more line on a checkpoint, of a key that is nobody's. */
void forged_add_line(const char *checkpoint, const char *name);

/* entry.json in `folder` follows entry `number` - 1 of the ledger. */
void forged_link(const char *ledger, uint32_t number, const char *folder);
/* The audit log is cut to where entry `number` - 1 ended, extended with the leaves of `folder`,
 * and signed with the log's key. */
void forged_log(const char *ledger, uint32_t number, const char *folder, const char *log_key);
/* Entries of a ledger. */
uint32_t forged_entries(const char *ledger);

#endif
