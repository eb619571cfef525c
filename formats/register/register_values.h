/*
 * register_values.h - what the attribute values of a register extract may look like.
 * register.md.
 *
 * Internal to the register reader. Each function reads one whole value and says NULL, or what
 * is wrong with it: a constant text that never holds the value. Pure; any thread.
 */
#ifndef TILSKUDD_FORMATS_REGISTER_VALUES_H
#define TILSKUDD_FORMATS_REGISTER_VALUES_H

#include "formats/register/register_record.h"

/* "2017-10-02" of a year from YEAR_MIN to YEAR_MAX. */
const char *value_day(RegisterText value, Day *day);
/* "0301"; "0000" is none and refused. */
const char *value_municipality(RegisterText value, MunicipalityCode *municipality);
/* 11 or 12 digits; the control digits are a matter of the controls. */
const char *value_ident(RegisterText value, Ident *ident);
/* "true" or "false". */
const char *value_boolean(RegisterText value, bool *out);
/* FNR, DNR, DUF. */
const char *value_ident_type(RegisterText value, uint8_t *type);
/* K, M. */
const char *value_sex(RegisterText value, uint8_t *sex);
/* Digits only, from 0 to `most`. */
const char *value_whole(RegisterText value, int64_t most, int64_t *number);
/* "37.5" or "37" in tenths, below 1000 hours. */
const char *value_tenths(RegisterText value, uint16_t *tenths);
/* "2017-1" as year * 2, "2017-2" as year * 2 + 1. */
const char *value_half_year(RegisterText value, uint16_t *half_year);
/* Any word of A to Z, 0 to 9 and _, 1 to 32 characters. */
const char *value_word(RegisterText value);

#endif
