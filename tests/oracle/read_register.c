/*
 * Reads register extracts for the oracle: the whole document into memory, plain or gzip,
 * files or folders, one Person for each record that strict reading lets through.
 */
#include "oracle.h"

#include <dirent.h>
#include <libxml/parser.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

const char *const ground_names[GROUNDS] = {"ASYL",
                                           "OVERFORINGSFLYKTNING",
                                           "HUMANITAERT",
                                           "KOLLEKTIV_BESKYTTELSE",
                                           "FAMILIE_FLYKTNING",
                                           "FAMILIE_HUMANITAERT",
                                           "SELVSTENDIG",
                                           "BEGRENSET_EM",
                                           "BEGRENSET_FAMILIE",
                                           "FAMILIE_NORDISK",
                                           "FAMILIE_ANNEN",
                                           "ARBEID",
                                           "ARBEID_EOS",
                                           "ASYLSOKER"};
const char *const group_names[4] = {"ENSLIG_VOKSEN", "VOKSEN", "BARN", "ENSLIG_MINDREARIG"};

_Noreturn void stop(int status, const char *what, const char *where)
{
    (void)fprintf(stderr, "oracle: %s: %s\n", what, where);
    exit(status);
}

void *grow(void *array, size_t count, size_t *room, size_t size)
{
    if (count < *room) return array;
    *room = *room ? *room * 2 : 64;
    array = realloc(array, *room * size);
    if (!array) stop(6, "memory", "used up");
    return array;
}

static void text_of(xmlNode *node, const char *name, char *text, size_t size)
{
    xmlChar *value = xmlGetNoNsProp(node, BAD_CAST name);
    (void)snprintf(text, size, "%s", value ? (const char *)value : "");
    xmlFree(value);
}

static Day date_of(xmlNode *node, const char *name, Day otherwise)
{
    char text[32];
    Day day = otherwise;
    text_of(node, name, text, sizeof text);
    if (*text && !parse_day(text, &day)) stop(4, "date", text);
    return day;
}

static int64_t number_of(xmlNode *node, const char *name)
{
    char text[32];
    int64_t number = 0;
    text_of(node, name, text, sizeof text);
    for (const char *at = text; *at; at++)
        number = number * 10 + (*at - '0');
    return number;
}

static bool true_of(xmlNode *node, const char *name)
{
    char text[8];
    text_of(node, name, text, sizeof text);
    return strcmp(text, "true") == 0;
}

static int word_of(xmlNode *node, const char *name, const char *const *words, int count)
{
    char text[64];
    text_of(node, name, text, sizeof text);
    for (int i = 0; i < count; i++)
        if (strcmp(words[i], text) == 0) return i;
    stop(4, "word", text);
}

static void read_permit(xmlNode *node, Permit *permit)
{
    permit->ground = (Ground)word_of(node, "grunnlag", ground_names, GROUNDS);
    permit->decided = date_of(node, "vedtatt", NO_DAY);
    permit->permanent = true_of(node, "varig");
    permit->reference_settled = date_of(node, "referanseBosatt", NO_DAY);
    permit->application = date_of(node, "familiesoknad", NO_DAY);
    text_of(node, "referanse", permit->reference, sizeof permit->reference);
}

static Stay read_stay(xmlNode *node)
{
    return (Stay){(int)number_of(node, "kommune"), date_of(node, "fra", NO_DAY),
                  date_of(node, "til", FOREVER)};
}

static void read_settlement(xmlNode *node, Person *person)
{
    person->settled_there = true;
    person->settled = date_of(node, "dato", NO_DAY);
    person->settled_code = (int)number_of(node, "kommune");
    person->by_agreement = true_of(node, "avtale");
    person->group = (Group)word_of(node, "gruppe", group_names, 4);
    person->claimed = date_of(node, "krav", NO_DAY);
}

static void read_training(xmlNode *node, Person *person)
{
    person->training_there = true;
    person->right = true_of(node, "rett");
    person->duty = true_of(node, "plikt");
    person->target_from = date_of(node, "malgruppeFra", NO_DAY);
    person->application = date_of(node, "soknad", NO_DAY);
    person->decision = date_of(node, "vedtak", NO_DAY);
    person->training_code = (int)number_of(node, "opplaeringskommune");
}

static void read_child(xmlNode *node, Person *person)
{
    static const char *const kinds[] = {"", "FHT1", "FHT2"};
    const char *name = (const char *)node->name;
    if (strcmp(name, "tidligereIdent") == 0)
        text_of(node, "ident", person->former[person->formers++], IDENT_SIZE);
    else if (strcmp(name, "opphold") == 0)
        read_permit(node, &person->permit[person->permits++]);
    else if (strcmp(name, "bosetting") == 0)
        read_settlement(node, person);
    else if (strcmp(name, "mottak") == 0)
        person->centre[person->centres++] = read_stay(node);
    else if (strcmp(name, "bosted") == 0)
        person->home[person->homes++] = read_stay(node);
    else if (strcmp(name, "asylopplaering") == 0)
        person->asylum_training = date_of(node, "fra", NO_DAY);
    else if (strcmp(name, "norskopplaering") == 0)
        read_training(node, person);
    else if (strcmp(name, "saertilskudd") == 0)
        person->special[person->specials++] =
            (Special){word_of(node, "kode", kinds, 3), date_of(node, "vedtatt", NO_DAY),
                      number_of(node, "belop")};
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Element names, sorted attributes and children in order: equal text is an identical record. */
static void canonical(xmlNode *node, FILE *out)
{
    char *part[16];
    size_t parts = 0;
    (void)fprintf(out, "<%s", (const char *)node->name);
    for (xmlAttr *a = node->properties; a && parts < 16; a = a->next) {
        xmlChar *value = xmlNodeGetContent((xmlNode *)a);
        size_t size = strlen((const char *)a->name) + strlen((const char *)value) + 3;
        part[parts] = malloc(size);
        if (!part[parts]) stop(6, "memory", "used up");
        (void)snprintf(part[parts++], size, " %s=%s", (const char *)a->name,
                       (const char *)value);
        xmlFree(value);
    }
    qsort(part, parts, sizeof *part, by_text);
    for (size_t i = 0; i < parts; i++) {
        (void)fputs(part[i], out);
        free(part[i]);
    }
    (void)fputc('>', out);
    for (xmlNode *child = node->children; child; child = child->next)
        if (child->type == XML_ELEMENT_NODE) canonical(child, out);
}

void set_kind_of_ident(Person *person)
{
    const char *kind = strlen(person->ident) == 12 ? "DUF"
                       : person->ident[0] >= '4'   ? "DNR"
                                                   : "FNR";
    (void)snprintf(person->kind, sizeof person->kind, "%s", kind);
}

static void add_sender(Person *person, int sender)
{
    for (int i = 0; i < person->senders; i++)
        if (person->sender[i] == sender) return;
    if (person->senders == MOST) stop(6, "too many senders", "of one record");
    person->sender[person->senders++] = sender;
}

static void read_person(Register *all, xmlNode *node, Day extract, int sender)
{
    all->person = grow(all->person, all->persons, &all->room, sizeof *all->person);
    Person *person = &all->person[all->persons];
    memset(person, 0, sizeof *person);
    text_of(node, "ident", person->ident, IDENT_SIZE);
    set_kind_of_ident(person); /* never the declared one (register.md, identity numbers) */
    text_of(node, "landbakgrunn", person->country, sizeof person->country);
    text_of(node, "mor", person->mother, IDENT_SIZE);
    person->born = date_of(node, "fodt", NO_DAY);
    person->died = date_of(node, "dod", NO_DAY);
    xmlChar *sex = xmlGetNoNsProp(node, BAD_CAST "kjonn");
    person->woman = sex && *sex == 'K';
    xmlFree(sex);
    person->settled = person->claimed = person->asylum_training = NO_DAY;
    person->target_from = person->application = person->decision = NO_DAY;
    person->extract = extract;
    for (xmlNode *child = node->children; child; child = child->next)
        if (child->type == XML_ELEMENT_NODE) read_child(child, person);
    size_t size;
    FILE *out = open_memstream(&person->record, &size);
    if (!out) stop(6, "memory", "used up");
    canonical(node, out);
    (void)fclose(out);
    for (size_t i = 0; i < all->persons; i++)
        if (strcmp(all->person[i].ident, person->ident) == 0 &&
            strcmp(all->person[i].record, person->record) == 0) {
            free(person->record);
            add_sender(&all->person[i], sender);
            return; /* the identical record in several files: one person */
        }
    add_sender(person, sender);
    all->persons++;
}

static char *whole_file(const char *path, int *length)
{
    gzFile file = gzopen(path, "rb");
    size_t room = 0, used = 0;
    char *text = NULL;
    int got = 1;
    if (!file) stop(4, "cannot be opened", path);
    while (got > 0) {
        while (room < used + 65536)
            text = grow(text, room, &room, 1);
        got = gzread(file, text + used, 65536);
        used += got > 0 ? (size_t)got : 0;
    }
    if (got < 0 || gzclose(file) != Z_OK) stop(4, "cannot be read", path);
    *length = (int)used;
    return text;
}

static void read_file(Register *all, const char *path)
{
    int length;
    char *text = whole_file(path, &length);
    xmlDoc *document = xmlReadMemory(text, length, path, NULL, XML_PARSE_NONET);
    free(text);
    xmlNode *root = document ? xmlDocGetRootElement(document) : NULL;
    if (!root || strcmp((const char *)root->name, "introduksjonsregister") ||
        document->intSubset)
        stop(4, "not a register extract", path);
    Day extract = date_of(root, "uttrekksdato", NO_DAY);
    int sender = (int)number_of(root, "avgiver");
    if (all->earliest == 0 || extract < all->earliest) all->earliest = extract;
    if (extract > all->latest) all->latest = extract;
    for (xmlNode *node = root->children; node; node = node->next) {
        if (node->type != XML_ELEMENT_NODE) continue;
        if (check_record(node))
            read_person(all, node, extract, sender);
        else
            all->set_aside++; /* held back whole, counts nowhere */
    }
    xmlFreeDoc(document);
}

static bool ends(const char *name, const char *end)
{
    size_t length = strlen(name), tail = strlen(end);
    return length >= tail && strcmp(name + length - tail, end) == 0;
}

void read_register(Register *all, const char *path)
{
    struct stat status;
    if (stat(path, &status) != 0) stop(4, "not there", path);
    if (!S_ISDIR(status.st_mode)) {
        read_file(all, path);
        return;
    }
    DIR *folder = opendir(path);
    if (!folder) stop(4, "cannot be opened", path);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char name[4096];
        if (!ends(entry->d_name, ".xml") && !ends(entry->d_name, ".xml.gz")) continue;
        (void)snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
        read_file(all, name);
    }
    (void)closedir(folder);
}

Person *find_person(const Register *all, const char *ident)
{
    for (size_t i = 0; *ident && i < all->persons; i++)
        if (strcmp(all->person[i].ident, ident) == 0) return &all->person[i];
    return NULL;
}

Person *find_person_or_former(const Register *all, const char *ident)
{
    Person *found = find_person(all, ident);
    for (size_t i = 0; *ident && !found && i < all->persons; i++)
        for (int k = 0; k < all->person[i].formers; k++)
            if (strcmp(all->person[i].former[k], ident) == 0) found = &all->person[i];
    return found;
}
