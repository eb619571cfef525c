/*
 * settle_csv.h - newcomers that somebody expects in a year (--settle). cli.md.
 *
 * Header municipality,quarter,group,persons; the group is the register's word (VOKSEN,
 * ENSLIG_VOKSEN, BARN, ENSLIG_MINDREARIG). Strict; refused whole with the line.
 */
#ifndef TILSKUDD_FORMATS_SETTLE_CSV_H
#define TILSKUDD_FORMATS_SETTLE_CSV_H

#include "formats/base/system.h"
#include "rules/forecast/newcomers.h"

/* In order; *items is owned by the caller (system_free). INPUT_VALUE also for a municipality,
 * quarter and group that have a line already. */
MUST_USE Status settle_csv_read(const char *path, NewcomerCount **items, size_t *count,
                                Failure *failure);
MUST_USE Status settle_csv_parse(const char *name, const void *bytes, size_t size,
                                 NewcomerCount **items, size_t *count, Failure *failure);
/* INPUT_VALUE that names the line which a count was read from. */
Status settle_csv_refuse(const char *name, const NewcomerCount *count, const char *problem,
                         Failure *failure);

#endif
