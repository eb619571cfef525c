/*
 * Writes a random register, fresh or evolved from an earlier one:
 *   random_cohort --seed S --persons N --year Y --date D --out FILE [--previous FILE]
 *                 [--senders FOLDER [--alone]]
 */
#include "random_cohort.h"

#include <getopt.h>
#include <string.h>

typedef struct {
    uint64_t seed;
    int persons, year;
    const char *date, *out, *previous, *senders;
    bool alone;
} Options;

static uint64_t number(const char *text)
{
    uint64_t value = 0;
    if (!*text || strlen(text) > 12 || !digits_only(text, strlen(text)))
        stop(2, "not a number", text);
    for (; *text; text++)
        value = value * 10 + (uint64_t)(*text - '0');
    return value;
}

static void put_day(FILE *out, const char *name, Day day)
{
    char text[16];
    if (day == NO_DAY || day == FOREVER) return;
    print_day(day, text);
    (void)fprintf(out, " %s=\"%s\"", name, text);
}

static void put_stays(FILE *out, const char *name, const Stay *stay, int count)
{
    for (int i = 0; i < count; i++) {
        (void)fprintf(out, "    <%s kommune=\"%04d\"", name, stay[i].code);
        put_day(out, "fra", stay[i].from);
        put_day(out, "til", stay[i].to);
        (void)fputs("/>\n", out);
    }
}

static void put_permit(FILE *out, const Permit *permit)
{
    (void)fprintf(out, "    <opphold grunnlag=\"%s\"", ground_names[permit->ground]);
    put_day(out, "vedtatt", permit->decided);
    (void)fprintf(out, " varig=\"%s\"", permit->permanent ? "true" : "false");
    if (*permit->reference) (void)fprintf(out, " referanse=\"%s\"", permit->reference);
    put_day(out, "referanseBosatt", permit->reference_settled);
    put_day(out, "familiesoknad", permit->application);
    (void)fputs("/>\n", out);
}

static void put_settlement(FILE *out, const Person *person)
{
    if (!person->settled_there) return;
    (void)fputs("    <bosetting", out);
    put_day(out, "dato", person->settled);
    (void)fprintf(out, " kommune=\"%04d\" avtale=\"%s\" gruppe=\"%s\"", person->settled_code,
                  person->by_agreement ? "true" : "false", group_names[person->group]);
    put_day(out, "krav", person->claimed);
    (void)fputs("/>\n", out);
}

static void put_training(FILE *out, const Person *person)
{
    if (person->asylum_training != NO_DAY) {
        (void)fputs("    <asylopplaering", out);
        put_day(out, "fra", person->asylum_training);
        (void)fputs("/>\n", out);
    }
    if (!person->training_there) return;
    (void)fprintf(out, "    <norskopplaering rett=\"%s\" plikt=\"%s\"",
                  person->right ? "true" : "false", person->duty ? "true" : "false");
    put_day(out, "malgruppeFra", person->target_from);
    put_day(out, "soknad", person->application);
    put_day(out, "vedtak", person->decision);
    if (person->training_code)
        (void)fprintf(out, " opplaeringskommune=\"%04d\"", person->training_code);
    (void)fputs("/>\n", out);
}

void put_person(FILE *out, const Person *person, int fault)
{
    const char *other = strcmp(person->kind, "FNR") ? "FNR" : "DNR";
    (void)fprintf(out, "  <person ident=\"%s\" identtype=\"%s\"", person->ident,
                  fault == 1    ? "PNR"
                  : fault == -1 ? other
                                : person->kind);
    if (fault != 2)
        put_day(out, "fodt", person->born);
    else
        (void)fputs(" fodt=\"1990-02-30\"", out);
    (void)fprintf(out, " kjonn=\"%s\" landbakgrunn=\"%s\"", person->woman ? "K" : "M",
                  person->country);
    put_day(out, "dod", person->died);
    if (*person->mother) (void)fprintf(out, " mor=\"%s\"", person->mother);
    (void)fputs(fault == 3 ? " alder=\"7\">\n" : ">\n", out);
    for (int i = 0; i < person->formers; i++)
        (void)fprintf(out, "    <tidligereIdent ident=\"%s\"/>\n", person->former[i]);
    for (int i = 0; i < person->permits && fault != 4; i++)
        put_permit(out, &person->permit[i]);
    put_settlement(out, person);
    put_stays(out, "mottak", person->centre, person->centres);
    put_stays(out, "bosted", person->home, person->homes);
    put_training(out, person);
    if (fault == 5) (void)fputs("    <ukjent/>\n", out);
    for (int i = 0; i < person->specials; i++) {
        (void)fprintf(out, "    <saertilskudd kode=\"FHT%d\"", person->special[i].kind);
        put_day(out, "vedtatt", person->special[i].decided);
        (void)fprintf(out, " belop=\"%lld\"/>\n", (long long)person->special[i].amount);
    }
    (void)fputs("  </person>\n", out);
}

/* A few records stand twice: the same, or with another content. */
static void put_again(Cohort *cohort, FILE *out, const Person *person)
{
    Person copy = *person;
    int kind = below(cohort, 3);
    if (kind == 0)
        copy.by_agreement = !copy.by_agreement;
    else if (kind == 1 && copy.homes && !copy.training_there)
        copy.home[0].code = other_code(cohort, copy.home[0].from, copy.home[0].code);
    put_person(out, &copy, 0);
}

void begin_register(FILE *out, Day date, int sender)
{
    (void)fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<introduksjonsregister "
                "xmlns=\"urn:tilskudd:introduksjonsregister:1\"",
                out);
    put_day(out, "uttrekksdato", date);
    if (sender) (void)fprintf(out, " avgiver=\"%04d\"", sender);
    (void)fputs(">\n", out);
}

static void write_register(Cohort *cohort, const Options *options)
{
    FILE *out = fopen(options->out, "w");
    if (!out) stop(6, "cannot be written", options->out);
    begin_register(out, cohort->date, 0);
    for (size_t i = 0; i < cohort->people.persons; i++) {
        const Person *person = &cohort->people.person[i];
        int fault = chance(cohort, 2) ? 1 + below(cohort, 5) : chance(cohort, 20) ? -1 : 0;
        put_person(out, person, fault);
        if (chance(cohort, 3)) put_again(cohort, out, person);
    }
    (void)fputs("</introduksjonsregister>\n", out);
    if (fclose(out)) stop(6, "cannot be written", options->out);
}

/* Idents of the earlier register, the earlier idents too, are never given out again. */
static void read_previous(Cohort *cohort, const char *path)
{
    read_register(&cohort->people, path);
    for (size_t i = 0; i < cohort->people.persons; i++) {
        const Person *person = &cohort->people.person[i];
        use_ident(cohort, person->ident);
        for (int k = 0; k < person->formers; k++)
            use_ident(cohort, person->former[k]);
    }
}

static void read_options(Options *options, int count, char **words)
{
    static const struct option known[] = {
        {"seed", 1, NULL, 's'},    {"persons", 1, NULL, 'n'}, {"year", 1, NULL, 'y'},
        {"date", 1, NULL, 'd'},    {"out", 1, NULL, 'o'},     {"previous", 1, NULL, 'p'},
        {"senders", 1, NULL, 'S'}, {"alone", 0, NULL, 'a'},   {NULL, 0, NULL, 0}};
    int letter;
    while ((letter = getopt_long(count, words, "", known, NULL)) != -1) {
        switch (letter) {
        case 's':
            options->seed = number(optarg);
            break;
        case 'n':
            options->persons = (int)number(optarg);
            break;
        case 'y':
            options->year = (int)number(optarg);
            break;
        case 'd':
            options->date = optarg;
            break;
        case 'o':
            options->out = optarg;
            break;
        case 'p':
            options->previous = optarg;
            break;
        case 'S':
            options->senders = optarg;
            break;
        case 'a':
            options->alone = true;
            break;
        default:
            stop(2, "unknown option", "see the first comment of random_cohort.c");
        }
    }
}

int main(int count, char **words)
{
    static Cohort cohort;
    Options options = {.persons = 2000};
    read_options(&options, count, words);
    if (!options.out || (!options.date && !options.year))
        stop(2, "options are missing", "see the first comment of random_cohort.c");
    cohort.date = options.year ? day_of(options.year, 12, 31) : 0;
    if (options.date && !parse_day(options.date, &cohort.date))
        stop(2, "not a day", options.date);
    cohort.state = options.seed * 1000003u + (uint64_t)cohort.date;
    if (options.previous) {
        read_previous(&cohort, options.previous);
        evolve(&cohort, options.persons / 15);
    }
    while (!options.previous && cohort.people.persons < (size_t)options.persons) {
        random_person(&cohort);
        if (chance(&cohort, 12)) enter_again(&cohort, cohort.people.persons - 1);
    }
    write_register(&cohort, &options);
    if (options.senders) write_senders(&cohort, options.senders, options.alone);
    return 0;
}
