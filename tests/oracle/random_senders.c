/*
 * The same register as municipalities would send it, and as some should not: a file for each
 * code, persons in several of them, records altered, former idents of strangers. Written beside
 * the register of the whole country, or in its place.
 */
#include "random_cohort.h"

#include <string.h>

enum { MOST_FILES = 200 };

typedef struct {
    int code;
    FILE *file;
} Sender;

typedef struct {
    Sender sender[MOST_FILES];
    int count;
} Senders;

static FILE *file_of(const Senders *all, int code)
{
    for (int i = 0; i < all->count; i++)
        if (all->sender[i].code == code) return all->sender[i].file;
    return NULL;
}

static void open_senders(Cohort *cohort, const char *folder, Senders *all)
{
    for (int i = 0, code; all->count < MOST_FILES && (code = listed_code(i)) != 0; i++) {
        char path[4096];
        if (file_of(all, code)) continue;
        (void)snprintf(path, sizeof path, "%s/%04d.xml", folder, code);
        Sender *sender = &all->sender[all->count++];
        *sender = (Sender){code, fopen(path, "w")};
        if (!sender->file) stop(6, "cannot be written", path);
        begin_register(sender->file, cohort->date, code);
    }
}

static void put_into(const Senders *all, int code, const Person *person)
{
    FILE *file = file_of(all, code);
    put_person(file ? file : all->sender[0].file, person, 0);
}

static void close_senders(Senders *all, const char *folder)
{
    for (int i = 0; i < all->count; i++) {
        (void)fputs("</introduksjonsregister>\n", all->sender[i].file);
        if (fclose(all->sender[i].file)) stop(6, "cannot be written", folder);
    }
}

/* Mostly one that the record names. */
static int sender_of(Cohort *cohort, const Person *person)
{
    if (person->homes && chance(cohort, 600))
        return person->home[below(cohort, person->homes)].code;
    if (person->settled_there && chance(cohort, 700)) return person->settled_code;
    return random_code(cohort, cohort->date);
}

/* Which of two records counts for a basic grant is not settled: who is in training is left. */
static void alter(Cohort *cohort, Person *person)
{
    if (person->training_there) return;
    switch (below(cohort, 5)) {
    case 0:
        person->by_agreement = !person->by_agreement;
        break;
    case 1:
        if (person->homes)
            person->home[0].code =
                other_code(cohort, person->home[0].from, person->home[0].code);
        break;
    case 2:
        if (person->settled_there)
            person->settled_code = other_code(cohort, person->settled, person->settled_code);
        break;
    case 3:
        person->formers = 0;
        break;
    default:
        person->homes = person->homes > 1 ? person->homes - 1 : person->homes;
    }
}

/* A former ident that is another's, or was. */
static void claim(Cohort *cohort, Person *person)
{
    const Register *all = &cohort->people;
    const Person *other = &all->person[below(cohort, (int)all->persons)];
    if (person->formers >= 8 || strcmp(other->ident, person->ident) == 0) return;
    const char *ident = other->formers && chance(cohort, 500)
                            ? other->former[below(cohort, other->formers)]
                            : other->ident;
    for (int k = 0; k < person->formers; k++)
        if (strcmp(person->former[k], ident) == 0) return;
    copy_ident(person->former[person->formers++], ident);
}

void write_senders(Cohort *cohort, const char *folder, bool alone)
{
    static Senders all;
    open_senders(cohort, folder, &all);
    for (size_t i = 0; i < cohort->people.persons; i++) {
        Person copy = cohort->people.person[i];
        if (alone) {
            if (chance(cohort, 15)) claim(cohort, &copy);
            put_into(&all, sender_of(cohort, &copy), &copy);
        }
        if (chance(cohort, alone ? 250 : 20)) put_into(&all, sender_of(cohort, &copy), &copy);
        if (!chance(cohort, 40)) continue;
        alter(cohort, &copy);
        if (chance(cohort, 200)) claim(cohort, &copy);
        put_into(&all, sender_of(cohort, &copy), &copy);
    }
    close_senders(&all, folder);
}
