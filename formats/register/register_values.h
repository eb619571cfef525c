/*
 * register_values.h - what the attribute values of a register extract may look like.
 * register.md.
 *
 * Internal to the register reader. Each function reads one whole value and says REASON_NONE,
 * or what is wrong with it. Pure; any thread.
 */
#ifndef TILSKUDD_FORMATS_REGISTER_VALUES_H
#define TILSKUDD_FORMATS_REGISTER_VALUES_H

#include "formats/register/register_record.h"

/* "2017-10-02" of a year from YEAR_MIN to YEAR_MAX. */
RegisterReason value_day(RegisterText value, Day *day);
/* "0301"; "0000" is none and refused. */
RegisterReason value_municipality(RegisterText value, MunicipalityCode *municipality);
/* 11 or 12 digits; the control digits are a matter of the controls. */
RegisterReason value_ident(RegisterText value, Ident *ident);
/* "true" or "false". */
RegisterReason value_boolean(RegisterText value, bool *out);
/* FNR, DNR, DUF. */
RegisterReason value_ident_type(RegisterText value, uint8_t *type);
/* K, M. */
RegisterReason value_sex(RegisterText value, uint8_t *sex);
/* Digits only, from 0 to `most`. */
RegisterReason value_whole(RegisterText value, int64_t most, int64_t *number);
/* "37.5" or "37" in tenths, below 1000 hours. */
RegisterReason value_tenths(RegisterText value, uint16_t *tenths);
/* "2017-1" as year * 2, "2017-2" as year * 2 + 1. */
RegisterReason value_half_year(RegisterText value, uint16_t *half_year);
/* Any word of A to Z, 0 to 9 and _, 1 to 32 characters. */
RegisterReason value_word(RegisterText value);

#endif
