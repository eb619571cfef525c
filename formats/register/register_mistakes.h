/*
 * register_mistakes.h - everything that is wrong with an extract, told to whoever sends it.
 *
 * A run needs one reason to set a record aside; its sender wants all of them at once, each with
 * its line, its field and what to do. register_tell reads a file with libxml2 alone, keeps no
 * person, and goes on behind each mistake as far as can be told what was meant. What makes a
 * run refuse the whole file ends it: that is its fault. Texts in both languages are one table,
 * register_reasons.def. No value of the file, and so no ident, ever stands in a mistake.
 */
#ifndef TILSKUDD_FORMATS_REGISTER_MISTAKES_H
#define TILSKUDD_FORMATS_REGISTER_MISTAKES_H

#include "formats/base/language.h"
#include "formats/base/text_buffer.h"
#include "formats/register/register_tables.h"
#include "rules/base/registration.h"

/* REASON_NONE is 0: nothing is wrong. */
typedef enum RegisterReason {
    REASON_NONE = 0,
#define REASON(name, text_en, text_nb, remedy_en, remedy_nb) REASON_##name,
#include "formats/register/register_reasons.def"
#undef REASON
    REASON_COUNT,
    RECORD_REASONS_END = REASON_WRONG_NAMESPACE /* the last of one record */
} RegisterReason;

/* An attribute value; borrowed, not NUL-terminated; text NULL when absent. */
typedef struct RegisterText {
    const char *text;
    size_t length;
} RegisterText;

enum { REGISTER_NOWHERE = -1, MISTAKE_FIELD_SIZE = 64, MISTAKE_NAME_SIZE = 40 };

/* One thing that is wrong. */
typedef struct RegisterMistake {
    RegisterReason reason;
    uint32_t record; /* from 1; 0: the file's */
    uint32_t line;   /* of the element; 0: not known */
    /* RegisterElement and its attribute, or REGISTER_NOWHERE; of what is unknown or out of
     * order the element that it stands in. */
    int8_t element, attribute;
    char field[MISTAKE_FIELD_SIZE]; /* as RefusedRecord; "" of a file as a whole */
    char name[MISTAKE_NAME_SIZE], other[MISTAKE_NAME_SIZE]; /* of tags and attributes */
    uint32_t begun;                                         /* the line of the start tag */
    RegisterReason inner; /* of REASON_ROOT_VALUE: what is wrong with the value */
} RegisterMistake;

/* Beyond so many mistakes of a file they are counted only. */
enum { REGISTER_MISTAKES_MAX = 100000 };

/* What is told of one file. Zeroed, but for what the caller wants to be called; mistakes are
 * the caller's (register_telling_free). */
typedef struct RegisterTelling {
    void *user;
    /* Each element in its place, with its values by index, before the record's end; may be
     * NULL. The values stand until the call is over. */
    void (*element)(void *user, uint32_t record, RegisterElement element, uint32_t line,
                    const RegisterText *values);
    /* The end of each record; may be NULL. */
    Status (*record)(void *user, uint32_t record, Failure *failure);
    RegisterMistake *items; /* in the order of lines, but for those of a record's end */
    size_t count, capacity;
    uint64_t left_out; /* mistakes beyond the most */
    bool failed;       /* there was no memory for one */
    uint64_t records, refused_records;
    bool refused; /* the whole file is, for `fault` */
    RegisterMistake fault;
    bool has_head; /* the root was read */
    uint32_t head_line;
    Day extract_date;
    MunicipalityCode sender;
} RegisterTelling;

/* Frees the mistakes; what else it says stays. */
void register_telling_free(RegisterTelling *telling);
CLEANUP_VALUE(RegisterTelling, register_telling_free)

/* Reads a file (plain or gzip) and tells. STATUS_OK also when the file is refused; MEMORY,
 * READ, LIBRARY; what `record` says. Any thread with its own telling, once libxml2 has begun
 * (xmlInitParser). */
MUST_USE Status register_tell(const char *path, RegisterTelling *telling, Failure *failure);
/* The fault of a file that cannot even be opened: what a status of exit 4 says. */
RegisterMistake register_fault_of(Status status);

/* What a reason is called in messages, without a remedy. What runs keep is English. Constant.
 */
const char *register_reason(RegisterReason reason, Language language);
/* The Norwegian of an English text that was kept; NULL for one that is no record's reason. */
const char *register_reason_nb(const char *reason_en);
/* What is wrong, and what is to be done; no full stop behind the first. */
void register_mistake_what(const RegisterMistake *mistake, Language language, TextBuffer *out);
void register_mistake_remedy(const RegisterMistake *mistake, Language language,
                             TextBuffer *out);
/* What an element, or an attribute of it, is called by people ("bosted, fra og med"); attribute
 * REGISTER_NOWHERE: the element. Constant. */
const char *register_label(RegisterElement element, int attribute, Language language);

/* --- for the reader --- */

/* The root was read. */
void register_tell_head(RegisterTelling *telling, uint32_t line, Day extract_date,
                        MunicipalityCode sender);
/* Hands an element on to whoever asked for them. */
void register_tell_element(RegisterTelling *telling, uint32_t record, RegisterElement element,
                           uint32_t line, const RegisterText *values);
/* Keeps a copy, with the field. */
void register_tell_mistake(RegisterTelling *telling, const RegisterMistake *mistake,
                           const char *field);
/* The end of a record; what the caller's function says. */
MUST_USE Status register_tell_record(RegisterTelling *telling, uint32_t record, bool refused,
                                     Failure *failure);
/* Names, and a line, of the fault that comes next; from the file: they are cleaned. */
void register_tell_names(RegisterTelling *telling, const char *name, const char *other,
                         int line);
/* The attribute of the root that the fault which comes next is about, and what is wrong. */
void register_tell_root(RegisterTelling *telling, const char *name, RegisterReason reason);
/* The first one is kept. */
void register_tell_fault(RegisterTelling *telling, RegisterReason reason, uint32_t line);

#endif
