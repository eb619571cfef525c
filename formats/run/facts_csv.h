/*
 * facts_csv.h - the columns of facts in persons.csv.gz: first, ground, decided, reference,
 * reference_settled, application, group, claim, target, decision, died, flags. payments.md 5.
 *
 * `first` is written 2017-4; `flags` has a letter for each that is true: L lasting, A
 * agreement, R right, D duty; what is not there is empty. Pure; any thread.
 */
#ifndef TILSKUDD_FORMATS_FACTS_CSV_H
#define TILSKUDD_FORMATS_FACTS_CSV_H

#include "formats/csv/csv.h"
#include "rules/controls/person_facts.h"

enum { FACT_COLUMNS = 12, FACTS_MOST = 160 /* bytes of them */ };

/* Writes them with a comma before each; returns the place after. No end of line. */
char *facts_put(char *at, const PersonFacts *facts);
/* Reads the fields, in order. NULL, or the name of the column that is no value; FACT_KNOWN is
 * the caller's to set. */
const char *facts_parse(const CsvField fields[FACT_COLUMNS], PersonFacts *facts);
/* One of them: false when it is no value. */
bool facts_parse_first(CsvField field, uint16_t *first);
bool facts_parse_flags(CsvField field, uint8_t *flags);

#endif
