/* municipality_csv.h - municipalities.csv (register.md, Other inputs) into a table. */
#ifndef TILSKUDD_FORMATS_MUNICIPALITY_CSV_H
#define TILSKUDD_FORMATS_MUNICIPALITY_CSV_H

#include "formats/base/input_file.h"
#include "rules/base/municipality.h"

/* Header code,name,valid_from,valid_to,successor_codes,organisation_number; successors are
 * separated by spaces. Owned result: municipality_table_free. */
MUST_USE Status municipality_csv_read(const char *path, MunicipalityTable **out,
                                      Failure *failure);
/* From memory; `name` is for messages. */
MUST_USE Status municipality_csv_parse(const char *name, const void *bytes, size_t size,
                                       MunicipalityTable **out, Failure *failure);
void municipality_table_free(MunicipalityTable *table);
CLEANUP_POINTER(MunicipalityTable, municipality_table_free)

#endif
