/*
 * dry_run.h - the options of a run in memory, for tests that look into it: the fixtures' rule
 * sets, the country's municipalities, every scheme, and nothing that is written.
 */
#ifndef TILSKUDD_TESTS_ENGINE_DRY_RUN_H
#define TILSKUDD_TESTS_ENGINE_DRY_RUN_H

#include "engine/run/run.h"

/* For the quarter of `year`, of one register; `extract` holds its path and must outlive the
 * run. */
RunOptions dry_run_options(int year, int quarter, const char **extract);

#endif
