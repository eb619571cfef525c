/*
 * written_text.h - texts that a run has written down, in English, because they are hashed: said
 * again in the language of who reads. cli.md.
 *
 * The words are found by the format they were made by; another text is said as it stands. Any
 * thread with its own buffer.
 */
#ifndef TILSKUDD_FORMATS_WRITTEN_TEXT_H
#define TILSKUDD_FORMATS_WRITTEN_TEXT_H

#include "formats/base/text_buffer.h"
#include "formats/base/translate.h"

/* What a run allows but is seldom meant, what it did not read, what it took from packs. */
#define WRITTEN_FEW_SENDERS                                                                    \
    N_("the ledger has no settled lines, so that nothing says who is missing: %zu of the %u "  \
       "municipalities of that day send an extract; whoever is registered in the others gets " \
       "nothing in this run")
#define WRITTEN_OLD_REGISTER                                                                   \
    N_("this register is older than the quarter: it knows nothing after %s, and the quarter "  \
       "begins on %s; what happened since is not in it")
#define WRITTEN_POSTINGS N_("there is no rule set %d: chapters and items are those of %d")
#define WRITTEN_HEIR                                                                           \
    N_("%04u serves the persons of the split municipality %04u whom their residence on the "   \
       "first day after it does not place (lineSuccessor)")
#define WRITTEN_OVERDUE                                                                        \
    N_("%zu payments, %s kr, are neither settled nor rejected five bank days after their "     \
       "payment date: enter the bank's answers (tilskudd reconcile)")
#define WRITTEN_WAITING N_("%zu open items, %s kr, wait for a later run (open.csv)")
#define WRITTEN_NOT_READ N_("%s is not read: %s")
#define WRITTEN_MORE_NOT_READ N_("%llu more files and folders are not read")
#define WRITTEN_COPIES                                                                         \
    N_("the same register is given more than once, and each of its records counts once: ")
#define WRITTEN_PACK_UNUSED N_("%s is not used, for %s: what it stands for is read itself")
#define WRITTEN_PACKS_READ                                                                     \
    N_("extracts taken from packs: %zu of %zu; their hashes agree; what stands in them was "   \
       "taken from the user's own packs, not read")
#define WRITTEN_PACKS_VOUCHED                                                                  \
    N_("extracts taken from packs: %zu of %zu, not hashed again: %zu, unchanged by size and "  \
       "time")

/* Why a certificate is stopped. */
#define WRITTEN_STOP N_("from %s: %s")
/* What the first person let pass, in a proposal. */
#define WRITTEN_OVER_LINE N_("--allow-over: 1 line, %s kr more than what is claimed")
#define WRITTEN_OVER_LINES N_("--allow-over: %u lines, %s kr more than what is claimed")
#define WRITTEN_DOUBT_LINE                                                                     \
    N_("--allow-over: 1 line, %s kr settled where nothing was settled, or above the highest "  \
       "rate")
#define WRITTEN_DOUBT_LINES                                                                    \
    N_("--allow-over: %u lines, %s kr settled where nothing was settled, or above the "        \
       "highest rate")
#define WRITTEN_RECOVERY                                                                       \
    N_("the recovery key, not the authority before, has signed for the new authority")
#define WRITTEN_LOG_KEY_LOST                                                                   \
    N_("the log key before is lost: the authority has signed for the new one in its place")

/* Appends what `text` says. */
void written_text(const char *text, TextBuffer *out);
/* A line "TEXT." with `before` in front; and "WARNING: TEXT.". */
void written_line(const char *before, const char *text, TextBuffer *out);
void written_warning(const char *before, const char *text, TextBuffer *out);

#endif
