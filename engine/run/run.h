/*
 * run.h - one run: what it reads, what it decides, what it sums up. grants.md 4.
 *
 * The steps, each called once and in this order by run.c:
 *   run_load      inputs into memory (register, rule sets, municipalities, payees, ledger), and
 *                 which budget years are computed (rules/settlement/years.h)
 *   run_prior     settled lines of the ledger to their persons; who vanished
 *   run_hold      what is needed to tell who is held, and why
 *   run_decide    everybody in parallel: held, earned, settled, due
 *   run_net       lines to payments per municipality and group (netting.h)
 *   run_controls  what is seen only over all
 * The run folder is then written by run_output.h, whole or not at all.
 * Ownership: a Run owns everything in it; run_free. Steps use OpenMP inside; a Run belongs to
 * one thread. The results never depend on the number of threads.
 */
#ifndef TILSKUDD_ENGINE_RUN_H
#define TILSKUDD_ENGINE_RUN_H

#include "engine/run/cohort.h"
#include "engine/findings/finding_store.h"
#include "engine/ledger/ledger.h"
#include "formats/run/basic_csv.h"
#include "formats/bank/bank_profile.h"
#include "formats/bank/configuration_xml.h"
#include "formats/bank/payees_csv.h"
#include "formats/run/money_store.h"
#include "formats/run/person_links.h"
#include "formats/run/signed_input.h"
#include "formats/run/summary.h"
#include "formats/xml/rule_set_reader.h"
#include "rules/controls/relation_controls.h"
#include "rules/settlement/netting.h"

enum { RUN_THREADS_MAX = 256, CONTROL_NUMBERS = CONTROL_NUMBERS_MAX };

/* What the command line says. Strings are borrowed from argv. */
typedef struct RunOptions {
    int year, quarter;
    const char **registers;
    size_t register_count;
    const char **packs; /* packs of some of them: register_packed.h */
    size_t pack_count;
    bool packs_vouch; /* for the SHA-256 of files that are unchanged; else they are hashed */
    const char *payees, *ledger, *out, *rules, *municipalities, *config, *decided;
    const char
        *snapshot; /* of the ledger, kept from run to run (ledger_history.h); NULL: none */
    const char *bank_profile, *bank_profiles; /* name; folder of profiles */
    unsigned schemes;
    bool dry_run, strict, allow_synthetic;
    bool allow_gap, allow_cutoff; /* guards that are let through: run_guards.h */
    bool national;                /* extracts without avgiver are of the whole country */
    MunicipalityList repay;       /* whose rejected payments are paid again: life.md 2 */
    MunicipalityList only_own;    /* senders whose own alone are taken from them (cohort.h) */
    Day cutoff, payment_date;     /* DAY_NONE: default */
    bool accept_rate[RATE_CODE_COUNT];
    HoldChoices holds;                    /* --hold-code */
    MunicipalityList hold_municipalities; /* --hold-municipality, by codes of the cut-off */
    const char *key, *certificate;
    int pass_descriptor; /* -1: none */
    int threads;
    RegisterReading reading; /* of the extracts; never changes the result */
    const char *time;        /* RFC 3339 or NULL */
    /* The clock's day in Norway: real persons are paid on it or later. Day 0 when a run is
     * computed again. Not an option of the command line. */
    Day today;
    Day made; /* the day the run was made: computed again, that of its manifest */
    /* How many entries of the ledger count, 0: all. Not an option of the command line: a run
     * that is computed again sees the ledger as it was. */
    size_t ledger_entries;
    /* Shares whose persons are findings too, when `control` is asked for them. Not an option of
     * a run's command line. */
    bool listed[SHARE_COUNT];
    /* A forecast: nothing after the cut-off counts, whatever day the quarter begins or ends.
     * Not an option of a run's command line. */
    bool frozen;
} RunOptions;

/* Children whose mother is in the register, for R408. */
typedef struct ChildList {
    ChildOf *items;
    size_t count, capacity;
} ChildList;

/* Children of which year 1 is paid or due, for R418. */
typedef struct BirthList {
    BirthOf *items;
    size_t count, capacity;
} BirthList;

/* What lines of a code, budget year and rate take off a municipality, for R724. */
typedef struct TakenOff {
    Kroner rate; /* 0: not known */
    Ore amount;  /* above 0 */
    int64_t lines;
    int16_t budget_year;
    MunicipalityCode municipality;
    uint8_t code; /* GrantCode */
} TakenOff;
typedef struct TakenOffList {
    TakenOff *items;
    size_t count, capacity;
} TakenOffList;

typedef struct Run {
    RunOptions options;
    /* Extracts that were read already, taken over in the place of options.registers; NULL:
     * none. */
    RegisterExtracts *extracts;
    /* What the ledger says (settled lines, looks, counts of the basic grant) was put in by the
     * caller, beside `extracts`: as a run sees it that comes after others of a forecast. */
    bool past_is_given;
    Cohort cohort;
    MunicipalityTable *municipalities;
    MunicipalityMapping *mapping;            /* to the cut-off */
    MunicipalityMapping *mapping_15_january; /* of the budget year */
    RuleSets *rule_sets; /* read by run_load unless the caller has put them in */
    Payees *payees;      /* NULL in a dry run without */
    Configuration *configuration;
    BankProfile *profile;
    SignedInputs inputs;    /* what the authority signs, as read (run_inputs_take) */
    Ledger *ledger;         /* NULL in a dry run without */
    TextBuffer ledger_told; /* of the snapshot, for the terminal */
    bool live;
    Day extract_date; /* the earliest */
    size_t
        sender_count; /* municipalities that send an extract; 0: one is of the whole country */
    bool nothing_settled; /* the ledger has no settled line, or there is none */
    Day cutoff, payment_date;
    bool *held_municipalities; /* by code of the cut-off: --hold-municipality (run_load), and
                                  whoever open items wait for (run_net) */
    SettleContext settle;      /* what the law is asked with: borrows of the rest */
    /* The same as of the last committed quarter, with what is known now: for changed facts. */
    SettleContext settle_last;
    bool last_is_known;
    uint16_t first_quarter; /* the earliest in which the ledger says that anybody was read; 0 */
    /* run_prior */
    SettledLine *settled; /* all of the ledger, mapped to nothing */
    size_t settled_count;
    SettledLine *prior;    /* of persons in the cohort, sorted by person and key */
    uint32_t *prior_begin; /* by person, count + 1 entries */
    SettledLine *vanished; /* lines of vanished persons, sorted */
    size_t vanished_count;
    /* All who were ever paid and have vanished, and what else the ledger knows them by: sorted,
     * for lookalikes. */
    Ident *gone;
    size_t gone_count;
    /* How settled persons looked, and whose their idents were, as the ledger says; those who
     * have vanished, by look (run_hold). */
    PersonLooks looks;
    PersonLinks links;
    PersonLook *gone_looks;
    size_t gone_look_count;
    SettledLine *basic_prior; /* lines of municipalities (basic grant), sorted */
    size_t basic_prior_count;
    BasicCount *basic_known; /* what the ledger's entries fixed: latest of each code and year */
    size_t basic_known_count;
    CarriedForward *carried;
    size_t carried_count;
    OpenItem *open; /* of the ledger, by id; run_net says which are taken up */
    size_t open_count;
    TakenItem *taken; /* what of them went where; ids by run_output_plan */
    size_t taken_count;
    size_t overdue_count; /* payments of which the bank has said too little: payments_overdue */
    Ore overdue_sum;
    PaidAccount *accounts;
    size_t account_count;
    PseudonymKey pseudonym;
    /* run_hold */
    ControlThresholds thresholds; /* of the run's own year */
    bool *municipality_held;      /* by code: nobody can be paid in it */
    FindingStore findings;
    struct PersonRooms *rooms; /* run_rooms */
    /* results */
    RunCounts counts;
    ChildList children;     /* in person order */
    BirthList births;       /* the same */
    TakenOffList taken_off; /* in any order until run_controls */
    GroupRow *sums;         /* by municipality code, MUNICIPALITY_CODES rows */
    /* What findings say of money: by person and, after them, by line of `vanished` (a person's
     * first); by municipality code. */
    MoneyStore money;
    MoneyAtHand *money_of_code;
    int64_t *basic_counts;   /* persons on 15 January by code */
    BasicCount *basic_fixed; /* rows of basic.csv (basic.h) */
    size_t basic_fixed_count, basic_fixed_capacity;
    struct RunFigures *figures; /* of municipalities, for the controls (run_controls.h) */
    double seconds_read, seconds_decide, seconds_write;
    void (*progress)(void *user, const char *step, uint64_t done, uint64_t total);
    void *progress_user;
} Run;

/* The steps before deciding, in this order: inputs and ledger into memory, settled lines to
 * persons, who is held. Failures of reading, of the input and NOT_NOW. run_free frees what any
 * of them made, also after a failure. */
MUST_USE Status run_load(Run *run, Failure *failure);
/* After run_load, before a run of its own: the inputs that are used and that the authority
 * signs, read once more with their signatures, and checked (input_check.h) unless it is a dry
 * run. READ when one is no longer what was loaded; NOT_NOW, VERIFICATION. Run again, they are
 * the copies.
 */
MUST_USE Status run_inputs_take(Run *run, Failure *failure);
MUST_USE Status run_prior(Run *run, Failure *failure);
MUST_USE Status run_hold(Run *run, Failure *failure);
/* Which open items must not be paid again yet (repayment_due.h); INPUT_VALUE for a --repay of
 * which nothing waits. */
MUST_USE Status run_items_judge(Run *run, Failure *failure);
/* After netting: lists what was taken up (run_items.c). MEMORY. The ids of the payments it went
 * into, once the run has an identity. */
MUST_USE Status run_items_list(Run *run, Failure *failure);
void run_items_identify(Run *run, const uint8_t identity[SHA256_SIZE]);
void run_free(Run *run);
CLEANUP_VALUE(Run, run_free)
/* Frees what is kept of persons, for who needs only sums any more: after run_controls, and
 * after the findings have been written. Nobody asks for a person then. */
void run_forget_persons(Run *run);

/* Where a person and its mother are unpacked, and who has to be looked at beside them. One a
 * thread; nothing needs to be set before its first use. */
typedef struct PersonRooms {
    PersonSpace own, mother, beside, beside_mother;
} PersonRooms;

/* A person where it stands, seen once and handed to all that is done about it. Not to be
 * copied: the view's mother_record is `mother`. */
typedef struct PersonAt {
    size_t index;         /* in the cohort */
    int64_t mother_index; /* of a newborn: COHORT_NOT_FOUND when she is not there */
    Registration view, mother;
    PersonRooms *rooms;  /* where the entries are */
    int hold;            /* control that holds the person, 0 none: run_hold_person */
    PersonShares shares; /* of the record: run_hold_person, when it counts */
} PersonAt;
/* The view with the mother's of who is a newborn; it borrows the cohort, and the rooms until
 * they are used again. Any thread. */
void run_person_at(const Run *run, size_t index, PersonRooms *rooms, PersonAt *person);
/* The same in the rooms beside, while another person is in the first two. */
void run_person_beside(const Run *run, size_t index, PersonRooms *rooms, PersonAt *person);
/* Rooms of the steps that one thread does; made when they are asked for first, and the run's.
 * MEMORY. */
MUST_USE Status run_rooms(Run *run, PersonRooms **rooms, Failure *failure);
/* A newborn as the grants see it: `mor` given and no `bosetting` of its own. */
bool run_is_newborn(const Registration *person);

/* All idents but the present one whose ledger lines are a person's: the former ones of the
 * register, and those that it no longer names and the ledger remembers (run_prior.c).
 * Ascending, each once. Zeroed before its first use; `items` is the caller's (system_free).
 * MEMORY; INPUT_VALUE beyond LOOK_FORMERS_MAX. Any thread with its own list. */
typedef struct IdentList {
    Ident *items;
    size_t count, capacity;
} IdentList;
MUST_USE Status run_other_idents(const Run *run, const PersonAt *person, IdentList *list,
                                 Failure *failure);

/* Appends a finding with its place to the findings of a piece; `person` may be NULL. MEMORY. */
MUST_USE Status run_finding_list(const Run *run, FindingList *list, const Finding *finding,
                                 const PersonAt *person, Failure *failure);
/* Appends one to the run's own; `person` is an index or COHORT_NOT_FOUND. MEMORY, WRITE, READ.
 */
MUST_USE Status run_finding_add(Run *run, const Finding *finding, int64_t person,
                                Failure *failure);
/* Names another person in a finding: `other` (written as the keyed hash), `other_record` and
 * `other_municipality`. Any thread with its own space. */
enum { RUN_OTHER_VALUES = 3 };
void run_name_other(const Run *run, size_t person, PersonSpace *space,
                    FindingValue values[RUN_OTHER_VALUES]);
/* The same by a record, which may be one that a run does not see: its ident has several. */
void run_name_record(const Run *run, const CohortPerson *record, PersonSpace *space,
                     FindingValue values[RUN_OTHER_VALUES]);
/* Names who was paid the person's Norwegian grant in a finding, as `other_municipality`, when
 * anybody was: of the last budget year of which something is settled, of several municipalities
 * the one with the most, of equals the lowest code. Any thread. */
void run_name_paid(const Run *run, size_t person, Finding *finding);
/* Where a person's finding belongs, so that somebody can be asked: the residence on the
 * cut-off, else the settlement's municipality, else who gives the training (the host of the
 * reception centre). */
MunicipalityCode run_home_of(const Run *run, const Registration *person);
/* What the run's own budget year is computed with; borrowed. */
const GrantContext *run_own_context(const Run *run);
/* Makes a finding of a control of the catalogue without values. */
Finding run_finding(int control, MunicipalityCode municipality);

/* What is settled on a person; borrowed, in the order of settled_compare(). */
const SettledLine *run_prior_of(const Run *run, size_t person, size_t *count);
/* The place among the lines of the vanished of the first one of an ident or of a later ident;
 * `vanished_count` when there is none. */
size_t run_vanished_from(const Run *run, Ident ident);
/* The rules of a year, for settle_years_choose(); `sets` is the run's RuleSets. */
const RuleSet *run_rules_of(const void *sets, int year);

/* The rule sets that are used: of the years computed, and of the payment. Gives their number.
 */
size_t run_rules_used(const Run *run, const RuleSet *used[MANIFEST_RULE_SETS_MAX]);
/* The rule set of a payment: of the payment date's year, else of the run's own. */
const RuleSet *run_posting_rules(const Run *run);

#endif
