/*
 * log_proof.h - what the audit log of a ledger proves, to those who have the ledger and to
 * those who have a proof alone. control.md 2.
 *
 * Results are said on standard output. Nothing that the entries' checkpoints do not sign is
 * taken for true. One thread.
 */
#ifndef TILSKUDD_ENGINE_LOG_PROOF_H
#define TILSKUDD_ENGINE_LOG_PROOF_H

#include "engine/ledger/pin.h"
#include "formats/base/text_buffer.h"

/* Which leaf is asked for. */
typedef enum LogQuestionKind {
    LOG_PAYMENT,  /* the payment with this EndToEndId */
    LOG_DECISION, /* the first decision line whose first fields are this text */
    LOG_FINDING,  /* the first finding that contains it, not within a word */
    LOG_VERDICT,  /* the latest verdict on this award */
    LOG_SAMPLE    /* the first that vouches for the draw of this number */
} LogQuestionKind;
typedef struct LogQuestion {
    LogQuestionKind kind;
    const char *text; /* borrowed */
} LogQuestion;

/* The log's name, size and root, which is the one that the last entry signs (VERIFICATION). */
MUST_USE Status log_print_root(const char *folder, Failure *failure);
/* The ledger is the one of the pin; every leaf is what the entries say, every entry's tree is a
 * prefix of the next; and a checkpoint that was kept (NULL: none) belongs to it. */
MUST_USE Status log_check(const char *folder, const PinOptions *pin, const char *checkpoint,
                          Failure *failure);
/* Which leaf it is; of a decision how many later ones of the same person, code and year there
 * are, and the last of them. */
typedef struct LogFound {
    uint64_t index, last;
    size_t later;
} LogFound;
/* Appends to `proof` what anyone checks offline, read back before it is handed out.
 * UNKNOWN when no leaf says this; USAGE for a text that is empty, or a decision of nobody
 * in particular. */
MUST_USE Status log_prove(const char *folder, const LogQuestion *question, TextBuffer *proof,
                          LogFound *found, Failure *failure);
/* The proof in `path`, by the log's public key alone. */
MUST_USE Status log_verify(const char *path, const char *log_key, Failure *failure);
/* C2SP tlog-tiles in a new folder. OUTPUT_EXISTS. */
MUST_USE Status log_export(const char *folder, const char *out, Failure *failure);
/* The log's files anew from the entries, under the ledger's lock. */
MUST_USE Status log_rebuild(const char *folder, Failure *failure);

#endif
