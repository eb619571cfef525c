/*
 * report_parts.h - parts of the control page: municipalities against those of like size.
 * Internal to the report.
 */
#ifndef TILSKUDD_ENGINE_REPORT_PARTS_H
#define TILSKUDD_ENGINE_REPORT_PARTS_H

#include "engine/review/report.h"

/* A dot plot for each figure of family 8, one strip a size class. MEMORY. */
MUST_USE Status report_plots(const Report *report, const Run *run, Failure *failure);

#endif
