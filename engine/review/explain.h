/*
 * explain.h - one result of a run in words and numbers, computed again by the run's own code
 * and compared with what the run wrote. control.md 4.
 *
 * The text never has an ident: a person is file and record, or the keyed hash. One thread.
 */
#ifndef TILSKUDD_ENGINE_EXPLAIN_H
#define TILSKUDD_ENGINE_EXPLAIN_H

#include "engine/run/run_person.h"
#include "formats/text/year_json.h"
#include "engine/review/run_again.h"

/* Whom or what to explain. `again` has its inputs loaded; the calls compute what they need. */
typedef struct Explain {
    const RunFolder *folder;
    RunAgain *again;
    TextBuffer *out;
    JsonWriter *json; /* in an object that has begun: what is explained as data; NULL: words
                         alone */
} Explain;

/* The person with this ident, current or former; also one who has vanished. INPUT_VALUE when
 * the run has read no such person; VERIFICATION when decisions.csv says something else. */
MUST_USE Status explain_ident(const Explain *explain, Ident ident, Failure *failure);
/* The same by keyed hash, with the ledger's pseudonym key. */
MUST_USE Status explain_hash(const Explain *explain, const uint8_t hash[SHA256_SIZE],
                             Failure *failure);
/* Sums, persons, basic grant and payments of a municipality (the code of any time). */
MUST_USE Status explain_municipality(const Explain *explain, MunicipalityCode code,
                                     Failure *failure);
/* The payment with this EndToEndId. */
MUST_USE Status explain_payment(const Explain *explain, const char *id, Failure *failure);

/* What the runs of a year (0: of the last run) that a ledger has committed say of a
 * municipality, a quarter after the other, with what the bank has done. `table` gives names. As
 * data to `json` too, unless it is NULL: an object, which explain_json_end ends.
 * UNKNOWN when there is nothing; VERIFICATION when an entry's files do not add up. */
MUST_USE Status explain_year(const Ledger *ledger, const MunicipalityTable *table, int year,
                             MunicipalityCode code, TextBuffer *out, JsonWriter *json,
                             Failure *failure);

/* --- parts: explain_lines.c --- */

/* All lines of a workspace; `formers` are the idents that own the ledger's lines. */
MUST_USE Status explain_lines(const Explain *explain, const SettleWork *work,
                              const Registration *person, const Ident *owners, size_t count,
                              Failure *failure);
/* Compares the workspace's lines with decisions.csv and says so. */
MUST_USE Status explain_compare(const Explain *explain, const SettleWork *work, Subject subject,
                                Failure *failure);
/* The first lines of every explanation: which run this is. */
void explain_heading(const Explain *explain);

#endif
