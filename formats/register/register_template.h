/*
 * register_template.h - records that are written as those before them, by words of eight bytes.
 *
 * Internal to the register reader. Reads one record by a layout that was learnt
 * (register_layout.h) straight into the builder's open record. It declines what it does not
 * expect and any value that is not exactly good: then register_plain.c reads the record again
 * from its beginning. It knows no refusals.
 */
#ifndef TILSKUDD_FORMATS_REGISTER_TEMPLATE_H
#define TILSKUDD_FORMATS_REGISTER_TEMPLATE_H

#include "formats/register/register_layout.h"
#include "formats/register/register_record.h"

enum { TEMPLATE_SLACK = 64 /* bytes behind a text that may be looked at */ };

/* Where a template reads. */
typedef struct TemplateReader {
    const RegisterLayout *layout;
    RecordBuilder *records;
    const char *at; /* where the tag before the record ended; then behind the record */
    uint32_t line;  /* of `at`, from 1 */
    Status status;  /* lack of memory */
} TemplateReader;

/*
 * Reads a record and ends it. False: nothing was read, `at` and `line` are what they were, and
 * the builder has no open record. The text ends with a NUL byte, behind which TEMPLATE_SLACK
 * bytes can be read.
 */
bool template_record(TemplateReader *reader);

#endif
