/*
 * finding.h - controls and what they find. control.md 1.
 *
 * A control has one row in the catalogue (control_catalogue.def) and one place in code.
 * Findings are plain data; the engine adds file, record and the keyed hash of the person. No
 * ident is ever written. Any thread may read the catalogue.
 */
#ifndef TILSKUDD_RULES_FINDING_H
#define TILSKUDD_RULES_FINDING_H

#include "rules/ruleset/grant.h"

typedef enum Severity {
    SEVERITY_FATAL = 0,
    SEVERITY_BLOCK,
    SEVERITY_WARN,
    SEVERITY_INFO,
    SEVERITY_COUNT
} Severity;

/* "FATAL", "BLOCK", "WARN", "INFO". */
const char *severity_text(Severity severity);
bool severity_parse(const char *text, Severity *severity);

/* Controls needed by the run itself (control.md 1, What blocks). The enumerator's number is the
 * id's: R101 is 101. */
typedef enum ControlId {
    CONTROL_RECORD_REFUSED = 100,       /* a record that does not parse: set aside whole */
    CONTROL_IDENT_DIGITS = 101,         /* control digits of the ident */
    CONTROL_IDENT_BIRTH = 102,          /* birth date against ident */
    CONTROL_IDENT_SEX = 103,            /* sex against ident */
    CONTROL_DEATH_ORDER = 104,          /* death before birth or settlement */
    CONTROL_SETTLEMENT_FUTURE = 105,    /* settlement after the extract's date */
    CONTROL_MUNICIPALITY_UNKNOWN = 106, /* a code that never existed */
    CONTROL_MUNICIPALITY_DATE = 107,    /* a code that did not exist on its date (WARN) */
    CONTROL_GROUP_AGE = 201,            /* group against age */
    CONTROL_RESIDENCE_ORDER = 301,      /* bosted overlapping or backwards */
    CONTROL_IDENT_TWICE = 401,    /* one ident, records that differ; former idents shared */
    CONTROL_MOTHER_MISSING = 402, /* newborn whose mother is not there */
    CONTROL_MOTHER_HELD = 403,    /* newborn whose mother is held */
    CONTROL_VANISHED = 404,       /* paid before, no longer in the register */
    CONTROL_LOOKS_LIKE_VANISHED = 405,   /* a new ident that looks like a vanished one */
    CONTROL_RATE_MISSING = 901,          /* line held: no rate */
    CONTROL_SUCCESSOR_AMBIGUOUS = 902,   /* line held: split municipality */
    CONTROL_PAYEE_MISSING = 903,         /* municipality held: no account to pay to */
    CONTROL_ACCOUNT_CHANGED = 904,       /* account differs from the one last paid (WARN) */
    CONTROL_CODE_HELD = 905,             /* lines of a code held by --hold-code (INFO) */
    CONTROL_RULE_SET_MISSING = 906,      /* claimed for a year without rule set (WARN) */
    CONTROL_SPECIAL_GRANT_NOWHERE = 907, /* FHT decision on a day without residence (WARN) */
    CONTROL_COUNTRY_UNKNOWN = 908,       /* background unknown, rate group chosen (INFO) */
    CONTROL_NORWEGIAN_NOWHERE = 909,     /* in the target group but nowhere (WARN) */
    CONTROL_ASYLUM_NOT_IN_CENTRE = 910,  /* asylum training outside a centre (WARN) */
    CONTROL_BASIC_AMBIGUOUS = 911,  /* basic grant: not counted, split municipality (WARN) */
    CONTROL_MUNICIPALITY_HELD = 912 /* held by --hold-municipality (WARN) */
} ControlId;

/* A finding value: name and whole number or day; texts are built from them. */
typedef enum ValueKind {
    VALUE_NUMBER,
    VALUE_DAY,
    VALUE_ORE,
    VALUE_MUNICIPALITY,
    VALUE_WORD,
    VALUE_PERSON, /* an ident, in memory only: the engine writes its keyed hash */
    VALUE_KRONER  /* whole kroner */
} ValueKind;
typedef struct FindingValue {
    const char *name; /* constant text */
    ValueKind kind;
    int64_t number;
    const char *word; /* constant text for VALUE_WORD */
} FindingValue;

enum { FINDING_VALUES_MAX = 8 };

typedef struct Finding {
    int control; /* ControlId or a later control's number */
    uint8_t severity;
    MunicipalityCode municipality; /* where it belongs, or none */
    uint8_t value_count;
    FindingValue values[FINDING_VALUES_MAX];
} Finding;

/* The caller's buffer; a full buffer gives STATUS_BUFFER_TOO_SMALL. */
typedef struct Findings {
    Finding *items;
    size_t count;
    size_t capacity;
} Findings;

/* One row of the catalogue. Texts: one sentence "given - when - then". */
typedef struct Control {
    int number; /* 101 is "R101" */
    Severity severity;
    uint8_t family; /* 1 to 10 */
    const char *sentence_nb;
    const char *sentence_en;
    const char *message_nb; /* what the finding says; {name} stands for a value */
    const char *message_en;
    const char *fields;    /* fields of register.md it uses */
    const char *reference; /* paragraph or page */
} Control;

const Control *control_find(int number); /* NULL when there is none */
size_t control_count(void);
const Control *control_at(size_t index); /* ascending by number */
/* The place of a control among them; control_count() for a number that is no control's. */
size_t control_index(int number);

/* What a finding says, {name} standing for its values: the control's message, or of one person
 * of a share (share_controls.def) the words for a person. Constant. */
const char *finding_text(const Finding *finding, bool norwegian);

/* How a control is written, "R702". Use within one expression. */
typedef struct ControlName {
    char text[12];
} ControlName;
ControlName control_name(int number);
/* The number in a name; 0 when it is not one, or of CONTROL_NUMBERS_MAX or above. */
int control_named(const char *name);

/*
 * The blocking controls on one record alone (101 to 107, 201, 301). Appends findings;
 * `executed[number]` counts are the engine's business. Thresholds come from `rules`.
 */
MUST_USE Status record_controls(const GrantContext *context, const Registration *person,
                                const Registration *mother, Day extract_date,
                                Findings *findings);

#endif
