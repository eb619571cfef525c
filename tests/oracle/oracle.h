/*
 * The oracle: a second, deliberately simple implementation of the grants specification
 * (grants.md 1 to 5), written from the text alone. It shares no code with the engine, reads
 * whole documents into memory, scans days one by one and sorts everything, so that every
 * rule stands where a reader can check it against its paragraph.
 */
#ifndef ORACLE_H
#define ORACLE_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* ---- days.c: days and fractions (grants.md 1) ---- */

typedef int Day; /* days since 1970-01-01; NO_DAY: the attribute is not there */
#define NO_DAY INT_MIN
#define FOREVER INT_MAX

Day day_of(int year, int month, int day_of_month);
void day_parts(Day day, int *year, int *month, int *day_of_month);
int year_of(Day day);
int month_of(Day day);
int quarter_of(Day day);
bool leap_year(int year);
int days_in_month(int year, int month);
Day add_months(Day day, int months);
int completed_age(Day born, Day on);
bool parse_day(const char *text, Day *day);
void print_day(Day day, char text[16]);

typedef struct {
    int64_t numerator, denominator;
} Fraction;

Fraction fraction(int64_t numerator, int64_t denominator);
int compare_fractions(Fraction a, Fraction b);
Fraction larger(Fraction a, Fraction b);
Fraction smaller(Fraction a, Fraction b);
/* C(rate, x) in øre: rate in whole kroner, rounded half up to whole units of so many øre. */
enum { ORE = 1, KRONE = 100 };
int64_t worth_of(int64_t rate, Fraction point, int unit);

/* ---- ident.c: identity numbers (register.md) ---- */

#define IDENT_SIZE 16
void copy_ident(char to[IDENT_SIZE], const char *from);
bool digits_only(const char *text, size_t length);
int first_control_digit(const char *nine); /* 10: no such number */
int second_control_digit(const char *ten);
void duf_control(const char *ten, char two[3]);
bool control_digits_right(const char *ident);
/* False: it stands against the number (a DUF number says neither). */
bool date_in_ident(const char *ident, Day born);
bool sex_in_ident(const char *ident, bool woman);

/* ---- the register ---- */

typedef enum {
    ASYL,
    OVERFORINGSFLYKTNING,
    HUMANITAERT,
    KOLLEKTIV_BESKYTTELSE,
    FAMILIE_FLYKTNING,
    FAMILIE_HUMANITAERT,
    SELVSTENDIG,
    BEGRENSET_EM,
    BEGRENSET_FAMILIE,
    FAMILIE_NORDISK,
    FAMILIE_ANNEN,
    ARBEID,
    ARBEID_EOS,
    ASYLSOKER,
    GROUNDS
} Ground;

typedef enum { ENSLIG_VOKSEN, VOKSEN, BARN, ENSLIG_MINDREARIG } Group;

typedef struct {
    Ground ground;
    Day decided;
    bool permanent;
    Day reference_settled, application;
    char reference[IDENT_SIZE];
} Permit;

typedef struct {
    int code;
    Day from, to; /* to: FOREVER when not there */
} Stay;

typedef struct {
    int kind; /* 1: FHT1, 2: FHT2 */
    Day decided;
    int64_t amount; /* whole kroner */
} Special;

#define MOST 64 /* of each kind of element in one record; more ends the program */

typedef struct {
    char ident[IDENT_SIZE], kind[4], country[4], mother[IDENT_SIZE];
    Day born, died;
    bool woman;
    char former[MOST][IDENT_SIZE];
    int formers;
    Permit permit[MOST];
    int permits;
    bool settled_there, by_agreement;
    Day settled, claimed;
    int settled_code;
    Group group;
    Stay centre[MOST];
    int centres;
    Stay home[MOST];
    int homes;
    Day asylum_training;
    bool training_there, right, duty;
    Day target_from, application, decision;
    int training_code; /* 0: not there */
    Special special[MOST];
    int specials;
    Day extract;
    char *record;     /* canonical text, to compare two records of one ident */
    const char *held; /* reason, or NULL */
    int reason;       /* number of the control, the lowest; 0: not held */
    bool mother_held; /* or not there */
    bool unplaced; /* nobody can say where: stands twice, or residence overlaps; the mother */
    bool twin;     /* a later record of an ident that stands twice with different content */
    int sender[MOST]; /* who sent this content; 0: the whole country */
    int senders;
    bool counts, stray, gone, none_counts, unproven; /* senders.c */
    int refused[MOST], refusals;
} Person;

typedef struct {
    Person *person;
    size_t persons, room, set_aside;
    Day earliest, latest;
} Register;

extern const char *const ground_names[GROUNDS];
extern const char *const group_names[4];
/* read_register.c: exit(4) for a file that is refused. */
void read_register(Register *all, const char *path);
void set_kind_of_ident(Person *person); /* 12 digits: DUF; day + 40: DNR; else FNR */
Person *find_person(const Register *all, const char *ident);
/* As find_person, an earlier ident counts too. */
Person *find_person_or_former(const Register *all, const char *ident);
bool check_record(const void *xml_node); /* schema.c: strict reading */

/* ---- read_rules.c ---- */

typedef struct {
    char code[32];
    int64_t amount;
    Day from;
    bool retroactive;
} Rate;

typedef struct {
    int year;
    char name[64][64], value[64][32];
    int parameters;
    int years[GROUNDS];
    Rate rate[256];
    int rates;
} Rules;

typedef struct {
    int code, successor[8], successors;
    Day from, to;
} Municipality;

/* Who serves the persons of a split code that have no heir by residence. */
typedef struct {
    int code, to;
} Successor;

/* What part of a split code's claims one of its successors takes. */
typedef struct {
    int code, successor;
    int64_t numerator, denominator;
} Share;

typedef struct {
    int year, quarter, opening;
    Day cutoff;
    bool integration, norwegian;
    Successor successor[16];
    int successors;
    Share share[64];
    int shares;
    bool counts_now;    /* this run counts the persons of 15 January */
    int counted[10000]; /* by code of that day */
    Register people;
    Rules *rules[64];
    int rule_sets;
    Municipality municipality[2000];
    int municipalities;
    int payee[2000], payees;
    bool payees_given;
    int only_own[64], only_owns;
} Run;

void read_rule_sets(Run *run, const char *directory);
void read_municipalities(Run *run, const char *path);
void read_payees(Run *run, const char *path);
void read_configuration(Run *run, const char *path); /* after the municipalities */
const Rules *rules_of(const Run *run, int year);     /* NULL: none */
const char *parameter(const Rules *rules, const char *name);
bool yes(const Rules *rules, const char *name);
int whole(const Rules *rules, const char *name);
Day parameter_day(const Rules *rules, const char *name);
/* False: no rate is in force. */
bool rate_on(const Run *run, const Rules *rules, const char *code, Day on, int64_t *rate);

/* ---- places.c: municipalities, residence, moves ---- */

typedef struct {
    int code; /* 0: nowhere */
    bool ambiguous;
} Place;

typedef struct {
    Fraction a, b;
    Place place;
} Interval;

typedef struct {
    Interval part[2 * MOST + 400];
    int parts;
} Year;

const Municipality *municipality(const Run *run, int code); /* NULL: it never was */
bool existed_ever(const Run *run, int code);
/* The successor of a split code that the person's residence on the first day after the split
 * names; 0: none. */
int heir_by_residence(const Run *run, const Person *person, const Municipality *split);
/* To the municipality that exists on the day; a split code goes to the person's heir, else to
 * the configured one, else it stays, ambiguous. `person` may be NULL. */
Place map_code(const Run *run, const Person *person, int code, Day on);
bool same_place(Place a, Place b);
bool alive(const Run *run, const Person *person, Day on);
int home_code(const Run *run, const Person *person, Day on); /* as registered; 0: nowhere */
int centre_code(const Run *run, const Person *person, Day on);
Place home_on(const Run *run, const Person *person, Day on, Day map_to);
Place centre_on(const Run *run, const Person *person, Day on, Day map_to);
/* W(d) as registered; `residence`: the registered residence alone decides. */
int training_code_on(const Run *run, const Person *person, Day on, bool residence);
Place place_of(const Run *run, const Person *person, int code, Day map_to); /* 0: nowhere */
Fraction cut_point(const char *method, Day move);
void begin_year(Year *year, Place first, Fraction from);
void cut_year(Year *year, Fraction point, Place next);

/* ---- lines ---- */

typedef struct {
    char ident[IDENT_SIZE], code[32];
    int year, municipality;
    int64_t earned, settled, due;
    bool missing, unresolved; /* no rate; a split code without an heir */
    int reason;               /* number of the control that holds it; 0: not held */
    char status[8];
    const Person *owner; /* of a settled line, while a run is committed */
} Line;

typedef struct {
    Line *line;
    size_t lines, room;
} Lines;

void *grow(void *array, size_t count, size_t *room, size_t size);
void add_part(Lines *lines, const char *ident, const char *code, int year, Place place,
              int64_t earned, bool missing_rate);

/* integration.c and norwegian.c: everything a person has earned of one budget year. */
typedef struct {
    bool there, newborn;
    Day date, claimed;
    int code; /* of the municipality, as registered */
    Place place;
    Group group;
    const Person *owner; /* whose permits count: the person, or a newborn's mother */
    Day owner_settled;
} Settlement;

Settlement settlement_of(const Run *run, const Rules *rules, const Person *person);
int grant_years(const Rules *rules, const Settlement *settlement);
void integration_year(const Run *run, const Rules *rules, const Person *person, Lines *lines);
void integration_claim(const Run *run, const Rules *rules, const Person *person, Lines *lines);
void norwegian_year(const Run *run, const Rules *rules, const Person *person, Lines *lines);
/* Counts the persons of 15 January into run->counted. */
void count_basic(Run *run, const Rules *rules);
void add_basic(const Run *run, const Rules *rules, int code, int persons, Lines *lines);
/* Øre that amounts of the code are rounded to (grants.md 1). */
int rounding_unit(const Rules *rules, const char *code);
/* Earned of the parts of a year through the run's quarter (grants.md 2.3). */
void add_terms(const Run *run, const Rules *rules, const Person *person, const char *code,
               const Year *year, Lines *lines);
void add_whole(const Run *run, const Rules *rules, const Person *person, const char *code,
               const Year *year, Day due_day, Lines *lines);
/* The run's last quarter of this budget year: 4 for an earlier one. */
int through_quarter(const Run *run, int budget_year);
bool quarter_reached(const Run *run, Day due);

/* ---- state.c: the oracle's own ledger ---- */

typedef struct {
    char ident[IDENT_SIZE];
    Day born, settled;
    bool woman;
    char country[4];
} Look;

/* In this run the owner said that the former ident was its own. */
typedef struct {
    int run;
    char owner[IDENT_SIZE], former[IDENT_SIZE];
} Link;

/* The latest run in which a settled person, not held, had this ident. */
typedef struct {
    int run;
    char ident[IDENT_SIZE];
    int settled_code; /* 0: not settled */
} Word;

typedef struct {
    int municipality;
    char group[16];
    int64_t amount;
} Claim;

/* What the last committed run of the year that counted has fixed (basic.csv). */
typedef struct {
    int code, year, persons;
    bool held;
} Counted;

typedef struct {
    Counted *row;
    size_t rows, room;
} Counts;

typedef struct {
    Lines settled;
    Counts counts;
    Successor successor[16]; /* that committed runs have used */
    int successors;
    Claim *claim;
    size_t claims, claim_room;
    Claim *item; /* what this run takes up of rejected payments and of money by hand */
    size_t items, item_room;
    Look *look;
    size_t looks, look_room;
    Link *link;
    size_t links, link_room;
    Word *word;
    size_t words, word_room;
    int opening, runs;
} State;

void read_state(State *state, const char *directory);
/* municipality,group,amount a line: life.md 2, open items. */
void read_items(State *state, const char *path);
void write_state(const State *state, const char *directory);
void add_claim(State *state, int municipality, const char *group, int64_t amount);
void add_count(Counts *counts, Counted row);
void remember_look(State *state, const Person *person);
/* In the latest run: the person has this ident; and has or had that one. */
void remember_word(State *state, const char *ident, int settled_code);
void remember_link(State *state, const char *owner, const char *former);

/* owner.c: whose an ident is, by the register, else by what committed runs were told. */
enum { MOST_OWNERS = 16 };
typedef struct {
    Person *person[MOST_OWNERS];
    int count;
} Owners;
Owners owners_of(const Register *all, const State *state, const char *ident);
/* NULL: nobody's; the first of several. */
Person *owner_of(const Register *all, const State *state, const char *ident);

/* blocks.c: control.md, "What blocks". */
void hold(Person *person, int control, const char *reason);
void block_persons(Run *run, const State *state);
void block_newborns(Register *people); /* after all others */

/* senders.c: which records and former idents count; before anything else. */
void weigh_senders(Run *run, const State *state);
/* alike.c: one person under several idents; the lines are added up, not judged. */
void block_alike(Run *run, const Lines *lines);

/* basic.c: what is counted once and kept (grants.md 3, basic grant). */
void earn_basic(Run *run, const State *state, Lines *lines);
/* Is the settled line of a municipality's own grant compared in this run? */
bool basic_is_compared(const Run *run, const State *state, const Line *settled);
void fix_counts(const Run *run, const State *state, const Lines *lines, Counts *counts);

/* judge.c: what holds a line, and which status it gets (grants.md 4, payments.md 6). */
void judge(const Run *run, Lines *lines);
void drop_silent(const Run *run, Lines *lines);

/* net.c: brought forward, paid, carried forward (grants.md 4, point 5). */
typedef struct {
    int municipality;
    char group[16];
    int64_t lines, held, brought, items, paid, carried;
} Netted;

typedef struct {
    Lines lines;
    Counts counts;
    Netted *netted;
    size_t nettings, netted_room;
} Result;

const char *payment_group(const char *code);
bool group_counts(const Run *run, const char *group);
void net(const Run *run, const State *state, Result *result);

/* run.c */
/* grants.md 4: another successor than a committed run used ends with 7. */
void check_successors(const Run *run, const State *state);
void compute_run(Run *run, const State *state, Result *result);
void commit_run(const Run *run, State *state, const Result *result);
void write_held(const Run *run, const char *path);
void write_result(const Run *run, const Result *result, const char *path);

_Noreturn void stop(int status, const char *what, const char *where);

#endif
