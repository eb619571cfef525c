#include "formats/run/look_plain.h"

#include "formats/base/digit_words.h"
#include "formats/run/facts_csv.h"

enum {
    LOOK_ROOM = 128 + FACTS_MOST, /* bytes that a look without former idents, and the words read
                        over it, stay within; so do a former ident and what is read over it */
    CODE_MOST = 40,               /* bytes that no code word has */
    MONTHS_KEPT = 1024,           /* months that are not looked up again; a power of two */
    DAYS_AT_MOST = 31,            /* of a month */
    LOOKS_FIRST = 1 << 12,        /* room to begin with */
    FORMERS_FIRST = 1 << 10       /* the same */
};

typedef struct KnownMonth {
    uint64_t word; /* "2017-09-"; 0: none */
    Day first;
    int days;
} KnownMonth;

typedef struct PlainLooks {
    KnownMonth months[MONTHS_KEPT];
    PersonLooks *looks;
    size_t capacity, former_capacity;
    Failure *failure;
    Status status; /* MEMORY: where there was none for a former ident */
    char after; /* what follows the former idents: a comma and the facts, or the line's end */
} PlainLooks;

/* --- fields: what follows each, or NULL where it is not plain --- */

/* Eleven digits or twelve; what follows them is the caller's to judge. */
static const char *read_ident(const char *text, Ident *ident)
{
    unsigned more = word_digits(word_at(text + WORD_SIZE));
    if (word_digits(word_at(text)) != WORD_SIZE || (more != 3 && more != 4)) return NULL;
    return ident_parse(text, WORD_SIZE + more, ident) ? text + WORD_SIZE + more : NULL;
}

/* How many days a month has is what day_parse accepts. */
static bool know_month(KnownMonth *month, const char *text)
{
    char day[DAY_TEXT_SIZE] = {0};
    Day last;
    memcpy(day, text, WORD_SIZE);
    memcpy(day + WORD_SIZE, "01", 2);
    if (!day_parse(day, DAY_TEXT_SIZE - 1, &month->first)) return false;
    for (int days = DAYS_AT_MOST; days > 0; days--) {
        day[WORD_SIZE] = (char)('0' + days / 10);
        day[WORD_SIZE + 1] = (char)('0' + days % 10);
        month->days = days;
        if (day_parse(day, DAY_TEXT_SIZE - 1, &last)) return true;
    }
    return false;
}

/* A date or nothing, and a comma. */
static const char *read_day(PlainLooks *reader, const char *text, Day *out)
{
    *out = DAY_NONE;
    if (text[0] == ',') return text + 1;
    uint64_t word = word_at(text);
    KnownMonth *month = &reader->months[word * 0x9E3779B97F4A7C15u >> 54];
    if (month->word != word || word == 0) {
        month->word = 0;
        if (!know_month(month, text)) return NULL;
        month->word = word;
    }
    int day = (text[8] - '0') * 10 + (text[9] - '0');
    bool digits = text[8] >= '0' && text[8] <= '9' && text[9] >= '0' && text[9] <= '9';
    if (!digits || day < 1 || day > month->days || text[10] != ',') return NULL;
    *out = month->first + day - 1;
    return text + 11;
}

/* "K,SYR," */
static const char *read_words(const char *text, PersonLook *look)
{
    if ((text[0] != 'K' && text[0] != 'M') || text[1] != ',' || text[5] != ',') return NULL;
    look->sex = text[0] == 'K' ? SEX_WOMAN : SEX_MAN;
    return country_parse(text + 2, 3, &look->background) ? text + 6 : NULL;
}

static const char *read_municipality(const char *text, MunicipalityCode *out)
{
    *out = MUNICIPALITY_NONE;
    if (text[0] == ',') return text + 1;
    uint64_t word = word_at(text);
    if (word_digits(word) != 4 || text[4] != ',') return NULL;
    *out = (MunicipalityCode)word_first_number(word, 4);
    return *out == MUNICIPALITY_NONE ? NULL : text + 5;
}

static bool more_formers(PlainLooks *reader, size_t count)
{
    reader->status =
        system_grow(&reader->looks->formers, &reader->former_capacity, count + FORMERS_FIRST,
                    sizeof *reader->looks->formers, reader->failure);
    return reader->status == STATUS_OK;
}

/* Former idents, with one space between them, and what follows them. */
static const char *read_formers(PlainLooks *reader, const char *text, const PersonLook *look,
                                size_t *count)
{
    PersonLooks *looks = reader->looks;
    *count = 0;
    if (*text == reader->after) return text + 1;
    for (;; text++) {
        Ident ident;
        size_t at = looks->former_count + *count;
        text = read_ident(text, &ident);
        if (text == NULL || *count == LOOK_FORMERS_MAX || ident == look->ident) return NULL;
        if (*count > 0 && ident <= looks->formers[at - 1]) return NULL;
        if (at == reader->former_capacity && !more_formers(reader, at)) return NULL;
        looks->formers[at] = ident;
        (*count)++;
        if (*text == reader->after) return text + 1;
        if (*text != ' ') return NULL;
    }
}

/* A field that is a word or nothing: its length; CODE_MOST when it does not end before. */
static size_t code_length(const char *text, char end)
{
    size_t length = 0;
    while (length < CODE_MOST && text[length] != end && text[length] != '\n')
        length++;
    return text[length] == end ? length : CODE_MOST;
}

/* "2018-1," or a comma. */
static const char *read_first(const char *text, PersonFacts *facts)
{
    if (text[0] == ',') return text + 1;
    CsvField field = {text, 6};
    return text[6] == ',' && facts_parse_first(field, &facts->first) ? text + 7 : NULL;
}

static const char *read_ground(const char *text, int *ground)
{
    Ground found = GROUND_ASYL;
    size_t length = code_length(text, ',');
    if (length == CODE_MOST || (length > 0 && !ground_parse(text, length, &found))) return NULL;
    *ground = length > 0 ? (int)found : -1;
    return text + length + 1;
}

static const char *read_group(const char *text, int *group)
{
    SettlementGroup found = SETTLEMENT_VOKSEN;
    size_t length = code_length(text, ',');
    if (length == CODE_MOST || (length > 0 && !settlement_group_parse(text, length, &found)))
        return NULL;
    *group = length > 0 ? (int)found : -1;
    return text + length + 1;
}

static const char *read_reference(const char *text, Ident *reference)
{
    if (text[0] == ',') return text + 1;
    text = read_ident(text, reference);
    return text != NULL && *text == ',' ? text + 1 : NULL;
}

static const char *read_flags(const char *text, uint8_t *flags)
{
    size_t length = code_length(text, '\n');
    CsvField field = {text, length};
    if (length == CODE_MOST || !facts_parse_flags(field, flags)) return NULL;
    return text + length + 1;
}

/* What a grant rests on: the fields behind `first`. */
static const char *read_basis(PlainLooks *reader, const char *text, PersonFacts *facts)
{
    int ground = -1, group = -1;
    text = read_ground(text, &ground);
    if (text != NULL) text = read_day(reader, text, &facts->decided);
    if (text != NULL) text = read_reference(text, &facts->reference);
    if (text != NULL) text = read_day(reader, text, &facts->reference_settled);
    if (text != NULL) text = read_day(reader, text, &facts->application);
    if (text != NULL) text = read_group(text, &group);
    if (text != NULL) text = read_day(reader, text, &facts->claim);
    if (text != NULL) text = read_day(reader, text, &facts->target);
    if (text != NULL) text = read_day(reader, text, &facts->decision);
    if (text != NULL) text = read_day(reader, text, &facts->died);
    facts->codes = fact_codes(ground, group);
    return text != NULL ? read_flags(text, &facts->flags) : NULL;
}

/* The rest of a line, without quotation marks; bytes up to LOOK_ROOM may be read. Of most who
 * have no grant it is the quarter alone. */
static const char *read_facts(PlainLooks *reader, const char *text, PersonLook *look)
{
    static const char nothing[] = ",,,,,,,,,,\n";
    PersonFacts facts = person_facts_none();
    text = read_first(text, &facts);
    if (text == NULL) return NULL;
    bool none = memcmp(text, nothing, sizeof nothing - 1) == 0;
    text = none ? text + sizeof nothing - 1 : read_basis(reader, text, &facts);
    if (text == NULL) return NULL;
    if (facts.first != 0 && look_is_of_settled(look)) facts.flags |= FACT_KNOWN;
    look->facts = facts_pack(&facts);
    return text;
}

/* --- the file --- */

static const char *read_look(PlainLooks *reader, const char *text, PersonLook *look)
{
    size_t formers;
    PersonLooks *looks = reader->looks;
    *look = (PersonLook){0};
    text = read_ident(text, &look->ident);
    if (text == NULL || *text != ',') return NULL;
    text = read_day(reader, text + 1, &look->born);
    if (text != NULL) text = read_words(text, look);
    if (text != NULL) text = read_day(reader, text, &look->settled);
    if (text != NULL) text = read_municipality(text, &look->settled_in);
    if (text != NULL) text = read_formers(reader, text, look, &formers);
    if (text != NULL && reader->after == ',') text = read_facts(reader, text, look);
    if (text == NULL) return NULL;
    if (formers > 0) look->former_begin = (uint32_t)looks->former_count;
    look->former_count = (uint16_t)formers;
    looks->former_count += formers;
    return looks->former_count <= UINT32_MAX ? text : NULL;
}

static Status keep_look(PlainLooks *reader, const PersonLook *look, bool *plain)
{
    PersonLooks *looks = reader->looks;
    *plain = looks->count == 0 || looks->items[looks->count - 1].ident < look->ident;
    if (looks->count == reader->capacity)
        TRY(system_grow(&looks->items, &reader->capacity, looks->count + LOOKS_FIRST,
                        sizeof *look, reader->failure));
    looks->items[looks->count++] = *look;
    return STATUS_OK;
}

/* Whole looks from `at` to `stop`, behind which LOOK_ROOM bytes may be read. */
static Status read_looks(PlainLooks *reader, const char *at, const char *stop, bool *plain)
{
    while (*plain && at < stop) {
        PersonLook look;
        at = read_look(reader, at, &look);
        TRY(reader->status);
        *plain = at != NULL && at <= stop;
        if (*plain) TRY(keep_look(reader, &look, plain));
    }
    return STATUS_OK;
}

/* What stands too near to the end: read where there is room behind it. */
static Status read_last(PlainLooks *reader, const char *at, size_t length, bool *plain)
{
    CLEANUP(system_free) char *copy = system_allocate_zeroed(length + LOOK_ROOM, 1);
    if (copy == NULL) return failure_set(reader->failure, STATUS_MEMORY, NULL, "looks");
    memcpy(copy, at, length);
    return read_looks(reader, copy, copy + length, plain);
}

static Status read_all(PlainLooks *reader, const char *at, size_t size, bool *plain)
{
    const char *last = size > LOOK_ROOM ? memrchr(at, '\n', size - LOOK_ROOM) : NULL;
    size_t first = last != NULL ? (size_t)(last - at) + 1 : 0;
    TRY(read_looks(reader, at, at + first, plain));
    return *plain ? read_last(reader, at + first, size - first, plain) : STATUS_OK;
}

/* The file begins with `header`. */
static bool has_header(const void *bytes, size_t size, const char *header)
{
    return size >= strlen(header) && memcmp(bytes, header, strlen(header)) == 0;
}

Status look_plain_read(const char *name, const void *bytes, size_t size, PersonLooks *looks,
                       bool *plain, Failure *failure)
{
    bool before = has_header(bytes, size, LOOK_HEADER_BEFORE);
    const char *header = before ? LOOK_HEADER_BEFORE : LOOK_HEADER;
    const size_t header_size = strlen(header);
    PlainLooks reader = {.looks = looks, .failure = failure, .after = before ? '\n' : ','};
    *looks = (PersonLooks){0};
    *plain = before || has_header(bytes, size, LOOK_HEADER);
    if (!*plain) return STATUS_OK;
    Status status =
        read_all(&reader, (const char *)bytes + header_size, size - header_size, plain);
    if (status != STATUS_OK || !*plain) person_looks_free(looks);
    return failure_at(failure, name, status);
}

Status look_read(const char *name, const void *bytes, size_t size, PersonLooks *looks,
                 Failure *failure)
{
    bool plain;
    TRY(look_plain_read(name, bytes, size, looks, &plain, failure));
    return plain ? STATUS_OK : look_csv_read(name, bytes, size, looks, failure);
}
