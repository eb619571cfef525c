/*
 * The small world of the oracle's tests.
 */
#include "test_world.h"

#include <stdlib.h>
#include <string.h>

Run run;
State state;
Result result;

static Rules sets[30];

void set_parameter(Rules *rules, const char *name, const char *value)
{
    int i = 0;
    while (i < rules->parameters && strcmp(rules->name[i], name))
        i++;
    if (i == rules->parameters) rules->parameters++;
    (void)snprintf(rules->name[i], sizeof rules->name[i], "%s", name);
    (void)snprintf(rules->value[i], sizeof rules->value[i], "%s", value);
}

void put_rate(Rules *rules, const char *code, int64_t amount, Day from, bool retroactive)
{
    Rate *rate = &rules->rate[rules->rates++];
    (void)snprintf(rate->code, sizeof rate->code, "%s", code);
    rate->amount = amount;
    rate->from = from;
    rate->retroactive = retroactive;
}

void whole_year_rate(int year, const char *code, int64_t amount)
{
    put_rate(world_rules(year), code, amount, day_of(year, 1, 1), false);
}

/* The same in every year of the specification. */
static const char *const constant[][2] = {{"claim-limit-months", "36"},
                                          {"year-one-split-on-move", "false"},
                                          {"vesting", "register-date"},
                                          {"selvstendig-decided-from", "2011-07-01"},
                                          {"begrenset-em-settled-from", "2017-02-02"},
                                          {"begrenset-familie-settled-from", "2021-01-01"},
                                          {"begrenset-familie-agreement-required", "true"},
                                          {"family-application-years", "5"},
                                          {"newborn-months", "6"},
                                          {"kindergarten-maximum-age", "5"},
                                          {"elderly-minimum-age", "60"},
                                          {"school-grant", "false"},
                                          {"minor-young-last-age", "16"},
                                          {"minor-last-age", "20"},
                                          {"minor-from-settlement-month", "true"},
                                          {"fht1-last-grant-year", "2"},
                                          {"norwegian-move-method", "month-after"},
                                          {"norwegian-37d-move-method", "days"},
                                          {"norwegian-37d-where", "residence"},
                                          {"norwegian-age-change", "2021-01-01"},
                                          {"norwegian-minimum-age", "16"},
                                          {"norwegian-maximum-age", "66"},
                                          {"norwegian-minimum-age-after", "18"},
                                          {"norwegian-maximum-age-after", "67"},
                                          {"norwegian-decision-required-from", "2018-01-01"},
                                          {"basic-grant-counts-37d", "true"},
                                          {"basic-grant-small-maximum", "3"},
                                          {"basic-grant-large-maximum", "150"},
                                          {"asylum-move-method", "half"},
                                          {"asylum-age-change", "2021-01-01"},
                                          {"asylum-minimum-age", "16"},
                                          {"asylum-minimum-age-after", "18"},
                                          {"correction-years", "3"},
                                          {"netting", "group"}};

static const char *word(bool is)
{
    return is ? "true" : "false";
}

static void set_parameters(Rules *rules)
{
    int year = rules->year;
    for (size_t i = 0; i < sizeof constant / sizeof *constant; i++)
        set_parameter(rules, constant[i][0], constant[i][1]);
    set_parameter(rules, "integration-move-method",
                  year <= 2020 ? "quarter-eighths" : "month-after");
    set_parameter(rules, "claim", year <= 2020 ? "required" : "automatic");
    set_parameter(rules, "minor-grant-by-age", word(year >= 2017));
    set_parameter(rules, "norwegian-duty-required", word(year >= 2019));
    set_parameter(rules, "norwegian-application-suffices", word(year == 2018));
    set_parameter(rules, "basic-grant-decision-required", word(year != 2018));
    set_parameter(rules, "norwegian-begrenset-familie", word(year >= 2024));
    set_parameter(rules, "norwegian-payment", year >= 2024 ? "terms" : "whole");
    set_parameter(rules, "norwegian-rounding", year >= 2022 && year <= 2024 ? "ore" : "krone");
    set_parameter(rules, "collective-protection-37d", word(year >= 2022));
    set_parameter(rules, "basic-grant-quarter", year <= 2023 ? "4" : year == 2024 ? "2" : "1");
    for (int i = 0; i < GROUNDS; i++)
        rules->years[i] = i < FAMILIE_NORDISK ? 5 : 0;
    rules->years[FAMILIE_HUMANITAERT] = 3;
}

Rules *world_rules(int year)
{
    for (int i = 0; i < run.rule_sets; i++)
        if (run.rules[i]->year == year) return run.rules[i];
    Rules *rules = &sets[run.rule_sets];
    memset(rules, 0, sizeof *rules);
    rules->year = year;
    set_parameters(rules);
    run.rules[run.rule_sets++] = rules;
    return rules;
}

static void put_municipality(int code, int from_year, int to_year, int a, int b, int c)
{
    Municipality *m = &run.municipality[run.municipalities++];
    *m = (Municipality){.code = code, .successor = {a, b, c}};
    m->successors = (a > 0) + (b > 0) + (c > 0);
    m->from = from_year ? day_of(from_year, 1, 1) : INT_MIN;
    m->to = to_year ? day_of(to_year, 12, 31) : FOREVER;
}

void world_begin(void)
{
    memset(&run, 0, sizeof run);
    memset(&state, 0, sizeof state);
    memset(&result, 0, sizeof result);
    run.integration = run.norwegian = true;
    put_municipality(301, 0, 0, 0, 0, 0);
    put_municipality(219, 0, 0, 0, 0, 0);
    put_municipality(1804, 0, 0, 0, 0, 0);
    put_municipality(1504, 0, 2019, 1507, 0, 0);
    put_municipality(1507, 2020, 2023, 1508, 1580, 0);
    put_municipality(1508, 2024, 0, 0, 0, 0);
    put_municipality(1580, 2024, 0, 0, 0, 0);
    put_municipality(1613, 0, 2017, 5012, 0, 0);
    put_municipality(5012, 2018, 2019, 5055, 5056, 5059);
    put_municipality(5055, 2020, 0, 0, 0, 0);
    put_municipality(5056, 2020, 0, 0, 0, 0);
    put_municipality(5059, 2020, 0, 0, 0, 0);
    put_municipality(1805, 0, 2019, 1806, 0, 0);
    put_municipality(1850, 0, 2019, 1806, 1875, 0);
    put_municipality(1806, 2020, 0, 0, 0, 0);
    put_municipality(1875, 2020, 0, 0, 0, 0);
}

static Person anybody(Day born)
{
    Person person = {.born = born, .woman = true};
    (void)snprintf(person.country, sizeof person.country, "SYR");
    person.died = person.asylum_training = person.settled = person.claimed = NO_DAY;
    person.target_from = person.application = person.decision = NO_DAY;
    copy_ident(person.ident, "01818431895");
    return person;
}

static void put_permit(Person *person, Ground ground, Day decided)
{
    person->permit[person->permits++] = (Permit){.ground = ground,
                                                 .decided = decided,
                                                 .permanent = true,
                                                 .reference_settled = NO_DAY,
                                                 .application = NO_DAY};
}

Person refugee(Day born, Day settled, Group group)
{
    Person person = anybody(born);
    person.settled = person.claimed = settled;
    person.settled_there = person.by_agreement = true;
    person.group = group;
    person.settled_code = 301;
    put_permit(&person, ASYL, settled - 10);
    person.home[person.homes++] = (Stay){301, settled, FOREVER};
    return person;
}

Person learner(int code, Day from)
{
    Person person = anybody(day_of(1984, 1, 1));
    put_permit(&person, ASYL, from - 10);
    person.home[person.homes++] = (Stay){code, from, FOREVER};
    person.training_there = person.right = person.duty = true;
    person.target_from = person.decision = from;
    return person;
}

void move_to(Person *person, int code, Day day)
{
    person->home[person->homes - 1].to = day - 1;
    person->home[person->homes++] = (Stay){code, day, FOREVER};
}

/* Idents with right control digits, for women born on 1 January 1984. */
Person *register_person(Person person)
{
    static int last;
    if (run.people.persons == 0) last = 0;
    do {
        (void)snprintf(person.ident, sizeof person.ident, "018184%03d", (last += 2) % 1000);
        int control = first_control_digit(person.ident);
        person.ident[9] = (char)('0' + control % 10);
        person.ident[10] = 0;
        int second = second_control_digit(person.ident);
        if (control < 10 && second < 10) person.ident[10] = (char)('0' + second);
        person.ident[11] = 0;
    } while (person.ident[10] == 0);
    person.extract = FOREVER;
    person.senders = 1; /* the whole country */
    person.record = person.ident;
    run.people.person =
        grow(run.people.person, run.people.persons, &run.people.room, sizeof person);
    run.people.person[run.people.persons] = person;
    return &run.people.person[run.people.persons++];
}

void world_run(int year, int quarter, Day cutoff, bool committed)
{
    memset(&result, 0, sizeof result);
    run.year = year;
    run.quarter = quarter;
    run.cutoff = cutoff;
    if (state.opening == 0) state.opening = year;
    run.opening = state.opening;
    for (size_t i = 0; i < run.people.persons; i++)
        run.people.person[i].held = NULL;
    compute_run(&run, &state, &result);
    if (committed) commit_run(&run, &state, &result);
}

const Line *line_of(const char *ident, const char *code, int year, int place)
{
    for (size_t i = 0; i < result.lines.lines; i++) {
        const Line *line = &result.lines.line[i];
        if (strcmp(line->ident, ident) == 0 && strcmp(line->code, code) == 0 &&
            line->year == year && line->municipality == place)
            return line;
    }
    return NULL;
}

const char *line_text(const char *ident, const char *code, int year, int place)
{
    static char text[128];
    const Line *line = line_of(ident, code, year, place);
    if (!line) return "none";
    (void)snprintf(text, sizeof text, "%lld %lld %lld %s %d", (long long)line->earned,
                   (long long)line->settled, (long long)line->due, line->status, line->reason);
    return text;
}

int64_t earned_ore(const Person *person, int year, int quarter, const char *code, int place)
{
    Lines lines = {.lines = 0};
    int64_t sum = -1;
    run.year = year;
    run.quarter = quarter;
    run.opening = year;
    run.cutoff = day_of(year, 12, 31);
    integration_year(&run, rules_of(&run, year), person, &lines);
    norwegian_year(&run, rules_of(&run, year), person, &lines);
    for (size_t i = 0; i < lines.lines; i++)
        if (strcmp(lines.line[i].code, code) == 0 && lines.line[i].municipality == place)
            sum = (sum < 0 ? 0 : sum) + lines.line[i].earned;
    free(lines.line);
    return sum;
}
