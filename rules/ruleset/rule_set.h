/*
 * rule_set.h - the law of one budget year, in memory. grants.md 5.
 *
 * Filled by formats/xml/rule_set_reader from rules/sets/<year>.xml, then constant. Every policy
 * choice of grants.md ([choice]) is a RuleParameter, never a constant in code. Amounts of rates
 * are whole kroner. Fixed-size plain data: copy it freely, read it from any thread.
 */
#ifndef TILSKUDD_RULES_RULE_SET_H
#define TILSKUDD_RULES_RULE_SET_H

#include "rules/base/codes.h"
#include "rules/base/date.h"
#include "rules/base/money.h"

/* How a move cuts the year (grants.md 2.3, table). */
typedef enum MoveMethod {
    MOVE_QUARTER_EIGHTHS = 0, /* "quarter-eighths" */
    MOVE_MONTH_AFTER,         /* "month-after" */
    MOVE_DAYS,                /* "days" */
    MOVE_HALF,                /* "half" */
    MOVE_NONE                 /* "none" */
} MoveMethod;

/* How the year's amount of a Norwegian person grant comes due (grants.md 3, when). */
typedef enum NorwegianPayment {
    PAYMENT_WHOLE = 0, /* "whole": at once */
    PAYMENT_IN_TERMS   /* "terms": a quarter at a time */
} NorwegianPayment;

/* What decides the municipality of a § 37 d grant (grants.md 3, where). */
typedef enum NorwegianPlace {
    PLACE_BY_RESIDENCE = 0, /* "residence": the registered residence alone */
    PLACE_BY_TRAINING       /* "training": W(d), as the other Norwegian grants */
} NorwegianPlace;

typedef enum Evidence {
    EVIDENCE_VERIFIED = 0,
    EVIDENCE_INFERRED,
    EVIDENCE_UNVERIFIED
} Evidence;

/* Codes a rate can have: the grant codes (same numbers) and the ceiling; the last two are known
 * to the published rates but paid by other schemes than those computed here. */
typedef enum RateCode {
    RATE_FHT2_MAX = GRANT_CODE_COUNT,
    RATE_BEYOND_REQUEST,
    RATE_UN43G,
    RATE_CODE_COUNT
} RateCode;

enum { RATE_TEXT_SIZE = 256, RATES_MAX = 256, THRESHOLDS_MAX = 256, VERSION_TEXT_SIZE = 16 };

typedef struct Rate {
    uint8_t code; /* GrantCode or RateCode */
    uint8_t evidence;
    bool retroactive;
    Day valid_from;
    Kroner amount;
    char reference[RATE_TEXT_SIZE]; /* legal or budget reference */
    char source[RATE_TEXT_SIZE];
    char note[RATE_TEXT_SIZE]; /* may be "" */
} Rate;

/* Every policy choice; each row: PARAMETER(name in C, name in XML, kind, grants.md paragraph).
 */
typedef enum ParameterKind {
    PARAMETER_WHOLE,    /* a whole number >= 0 */
    PARAMETER_QUARTER,  /* 1 to 4 */
    PARAMETER_YES_NO,   /* true, false: 1, 0 */
    PARAMETER_DAY,      /* YYYY-MM-DD */
    PARAMETER_METHOD,   /* MoveMethod */
    PARAMETER_VESTING,  /* register-date 0, residence 1 */
    PARAMETER_CLAIM,    /* automatic 0, required 1 */
    PARAMETER_NETTING,  /* group 0, municipality 1 */
    PARAMETER_ROUNDING, /* Rounding */
    PARAMETER_PAYMENT,  /* NorwegianPayment */
    PARAMETER_WHERE,    /* NorwegianPlace */
    PARAMETER_COUNTRY   /* high 0, low 1 */
} ParameterKind;

typedef enum RuleParameter {
#define PARAMETER(name, text, kind, paragraph) RULE_##name,
#include "rules/ruleset/rule_parameters.def"
#undef PARAMETER
    RULE_PARAMETER_COUNT
} RuleParameter;
/* How many there are to be listed. */
enum { RULES_PARAMETERS = RULE_PARAMETER_COUNT, RULES_GROUNDS = GROUND_COUNT };

typedef struct ParameterValue {
    int32_t value; /* by kind; a Day for PARAMETER_DAY */
    char reference[RATE_TEXT_SIZE];
} ParameterValue;

/* Thresholds of controls (control.md 1): data with a reason. Whole numbers, unit in the name.
 */
typedef struct ControlThreshold {
    char control[8]; /* "R501" */
    char name[48];   /* "hours-per-week" */
    int64_t value;
    char reason[RATE_TEXT_SIZE];
} ControlThreshold;

/* Chapter and item of the state budget for a payment group, by the year of payment. */
typedef struct Posting {
    uint16_t chapter;
    uint16_t item;
} Posting;

/* "12.3" as two numbers, of at most four digits each. */
typedef struct RuleVersion {
    uint16_t major, minor;
} RuleVersion;

typedef struct RuleSet {
    int year;
    char version[VERSION_TEXT_SIZE]; /* "1.0": major.minor */
    uint8_t sha256[32];              /* of the XML file's bytes */
    Rate rates[RATES_MAX];           /* by code, then valid_from */
    size_t rate_count;
    ParameterValue parameters[RULE_PARAMETER_COUNT];
    Posting postings[PAYMENT_GROUP_COUNT];
    int ground_years[GROUND_COUNT]; /* N of grants.md 2.1 by ground, before date conditions */
    ControlThreshold thresholds[THRESHOLDS_MAX];
    size_t threshold_count;
} RuleSet;

/* "AR-1", ..., "FHT2_MAX"; parse is its inverse. */
const char *rate_code_text(int rate_code);
bool rate_code_parse(const char *text, size_t length, int *rate_code);
const char *evidence_text(Evidence evidence);
/* Whole text without sign or leading zeros. A rule set's own; 0.0 for a text that is none. */
bool rule_version_parse(const char *text, size_t length, RuleVersion *version);
RuleVersion rule_set_version(const RuleSet *rules);
const char *move_method_text(MoveMethod method);
/* The same for people, to be translated: "by the middle of its quarter". */
const char *move_method_words(MoveMethod method);

/* Row of rule_parameters.def. */
const char *rule_parameter_text(RuleParameter parameter);
const char *rule_parameter_paragraph(RuleParameter parameter);
ParameterKind rule_parameter_kind(RuleParameter parameter);
/* Value by kind. */
static inline int32_t rule_value(const RuleSet *rules, RuleParameter parameter)
{
    return rules->parameters[parameter].value;
}

/*
 * The rate in force for something due on `due` (grants.md 5): the entry with the latest
 * valid_from <= due; but a retroactive entry with valid_from <= as_of (the last day of the
 * quarter that is run, or 31 December of an earlier year) also covers the days before it and
 * supersedes all older entries. Entries valid from after `as_of` are not known yet. NULL: the
 * rate is missing. Borrowed.
 */
const Rate *rule_rate(const RuleSet *rules, int rate_code, Day due, Day as_of);

/*
 * True when a line of the year can need a rate of this code: which codes the year's parameters
 * and grounds lead to (grants.md 2.2 to 2.4 and 3). FHT2 needs its ceiling, FHT2_MAX, instead;
 * BEYOND_REQUEST and UN43G are not paid here.
 */
bool rule_allows_code(const RuleSet *rules, int rate_code);
/* The payment group that a rate is paid in (grants.md 4), of a GrantCode or RATE_FHT2_MAX. */
PaymentGroup rate_code_group(int rate_code);
/* The first day of the rule set's year from which a code has a rate in force, changes known at
 * its end taken into account: 1 January when none is missing, DAY_NONE when there is none. */
Day rule_rate_from(const RuleSet *rules, int rate_code);

/* Threshold of a control, or `missing` when the rule set has none. */
int64_t rule_threshold(const RuleSet *rules, const char *control, const char *name,
                       int64_t missing);

#endif
