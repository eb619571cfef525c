/*
 * limits_xml.h - limits.xml: the limits of the control of accounts, with their reasons.
 * accounts.md 2.
 */
#ifndef TILSKUDD_FORMATS_ACCOUNTS_LIMITS_XML_H
#define TILSKUDD_FORMATS_ACCOUNTS_LIMITS_XML_H

#include <stddef.h>

#include "rules/accounts/limits.h"

/* Reads a document from memory, strictly: every limit once, none that is not known, a value
 * from 0 (1 where it divides) to ACCOUNTS_LIMIT_MAX. `name` is the file's for messages. What
 * strict_xml.h refuses, and INPUT_VALUE with line and attribute. One thread per call. */
MUST_USE Status accounts_limits_read(const char *name, const void *bytes, size_t size,
                                     AccountsLimits *out, Failure *failure);

#endif
