/* scan_document.c - records by the table of elements, in a layout that is drawn first. */
#include "tests/fuzz/scan_document.h"

#include <string.h>

#include "formats/register/register_tables.h"

/* How this sender writes. */
typedef struct Writing {
    const char *line, *indent; /* "" writes all in one line */
    const char *apart;         /* between attributes */
    const char *empty_end, *tag_end;
    char quote;
    bool in_full;   /* a start and an end tag for what has no children */
    bool in_order;  /* attributes in the order of the table */
    int oddness;    /* chance that one place is written otherwise, of 10 000 */
    uint64_t order; /* of attributes, unless in_order */
} Writing;

#define PICK(random, list) (list)[random_below(random, sizeof(list) / sizeof *(list))]

static Writing draw_writing(Random *random)
{
    static const char *const lines[] = {"\n", "\n", "\n", "\r\n", ""};
    static const char *const indents[] = {"  ", "  ", "\t", "    ", "", "                "};
    static const char *const aparts[] = {" ", " ", " ", " ", "  ", "\n      ", "\r\n\t", "\t"};
    static const char *const ends[] = {"/>", "/>", "/>", " />", "\n/>"};
    static const char *const tag_ends[] = {">", ">", ">", " >"};
    return (Writing){.line = PICK(random, lines),
                     .indent = PICK(random, indents),
                     .apart = PICK(random, aparts),
                     .empty_end = PICK(random, ends),
                     .tag_end = PICK(random, tag_ends),
                     .quote = random_chance(random, 8000) ? '"' : '\'',
                     .in_full = random_chance(random, 1000),
                     .in_order = random_chance(random, 7000),
                     .oddness = random_chance(random, 7000) ? 0 : random_between(random, 1, 30),
                     .order = random_next(random)};
}

static void digits(Random *random, int count, TextBuffer *out)
{
    for (int i = 0; i < count; i++)
        text_buffer_char(out, (char)('0' + random_below(random, 10)));
}

static void date(Random *random, TextBuffer *out)
{
    char text[DAY_TEXT_SIZE];
    static const char *const edges[] = {"1850-01-01", "2199-12-31", "1849-12-31", "2200-01-01",
                                        "2000-02-29", "1900-02-29", "2100-02-29", "2016-02-30",
                                        "2017-13-01", "2017-00-10", "2017-01-00", "2017-04-31",
                                        "2017-1-010", "2017/01/01", "201X-01-01", "2017-12-32"};
    day_format(random_day(random, day_from_date(1850, 1, 1), day_from_date(2199, 12, 31)),
               text);
    text_buffer_text(out, random_chance(random, 30) ? PICK(random, edges) : text);
}

static void ident(Random *random, TextBuffer *out)
{
    digits(random,
           random_chance(random, 30) ? random_between(random, 10, 13)
                                     : random_between(random, 11, 12),
           out);
}

static void number(Random *random, TextBuffer *out)
{
    static const char *const edges[] = {
        "",        "0",        "00000007",     "65535", "65536", "0012",
        "1234567", "12345678", "999999999999", "-1",    "+1",    "1234567890123",
        "1.5",     " 1"};
    if (random_chance(random, 60))
        text_buffer_text(out, PICK(random, edges));
    else
        text_buffer_number(out, random_between(random, 0, 300));
}

/* A word of a list; now and then one of another list, or none. */
static void word(Random *random, const char *const *words, size_t count, TextBuffer *out)
{
    static const char *const others[] = {"",
                                         "SY",
                                         "SYRI",
                                         "sYR",
                                         "BHT",
                                         "37,5",
                                         "1000",
                                         ".5",
                                         "7.",
                                         "1.55",
                                         "2017-3",
                                         "1849-1",
                                         "2017-11",
                                         "X",
                                         "ANNET",
                                         "ASYL",
                                         "VOKSEN",
                                         "A2",
                                         "true",
                                         "FNR",
                                         "K",
                                         "NORSK_1",
                                         "norsk",
                                         "FAMILIE_FLYKTNINGER",
                                         "ABCDEFGHIJKLMNOPQRSTUVWXYZ_01234",
                                         "ABCDEFGHIJKLMNOPQRSTUVWXYZ_012345",
                                         "ABCDEFGH",
                                         "ABCDEFGHIJKLMNOP",
                                         "ABCDEFGHIJKLMNOPQRSTUVWX"};
    text_buffer_text(out, random_chance(random, 50)
                              ? PICK(random, others)
                              : words[random_below(random, (uint32_t)count)]);
}

#define WORD(...)                                                                              \
    do {                                                                                       \
        static const char *const words_[] = {__VA_ARGS__};                                     \
        word(random, words_, sizeof words_ / sizeof *words_, out);                             \
        return;                                                                                \
    } while (0)

static bool is_one_of(const char *name, const char *const *names)
{
    for (; *names != NULL; names++)
        if (strcmp(name, *names) == 0) return true;
    return false;
}

static void code_word(Random *random, const char *name, bool of_programme, TextBuffer *out)
{
    if (strcmp(name, "identtype") == 0) WORD("FNR", "DNR", "DUF");
    if (strcmp(name, "kjonn") == 0) WORD("K", "M");
    if (strcmp(name, "landbakgrunn") == 0) WORD("SYR", "ERI", "AAA", "ZZZ", "XXA");
    if (strcmp(name, "grunnlag") == 0)
        WORD("ASYL", "OVERFORINGSFLYKTNING", "HUMANITAERT", "KOLLEKTIV_BESKYTTELSE",
             "FAMILIE_FLYKTNING", "FAMILIE_HUMANITAERT", "SELVSTENDIG", "BEGRENSET_EM",
             "BEGRENSET_FAMILIE", "FAMILIE_NORDISK", "FAMILIE_ANNEN", "ARBEID", "ARBEID_EOS",
             "ASYLSOKER");
    if (strcmp(name, "gruppe") == 0)
        WORD("ENSLIG_VOKSEN", "VOKSEN", "BARN", "ENSLIG_MINDREARIG");
    if (strcmp(name, "arsak") == 0 && of_programme)
        WORD("ARBEID", "VIDEREGAENDE", "HOYERE_UTDANNING", "GRUNNSKOLE", "KVALIFISERING",
             "NAV_TILTAK", "SOSIALHJELP", "TRYGD", "FLYTTING", "AVBRUTT", "ANNET");
    if (strcmp(name, "arsak") == 0) WORD("FODSEL", "SYKDOM", "ANNET_1");
    if (strcmp(name, "type") == 0)
        WORD("NORSK_MUNTLIG", "NORSK_SKRIFTLIG", "NORSK_LYTTING", "NORSK_LESING",
             "NORSKPROVE_2", "NORSKPROVE_3", "SAMFUNNSKUNNSKAP", "STATSBORGERPROVE");
    if (strcmp(name, "resultat") == 0)
        WORD("A1", "A2", "B1", "B2", "C1", "C2", "BESTATT", "IKKE_BESTATT", "UNDER_A1");
    if (strcmp(name, "kode") == 0) WORD("FHT1", "FHT2");
    if (strcmp(name, "timerPerUke") == 0)
        WORD("37.5", "37.5", "37", "7.5", "0", "999.9", "30.0", "037.5");
    if (strcmp(name, "termin") == 0)
        WORD("2017-1", "2017-2", "1850-1", "2199-2", "2018-1", "2019-2");
    WORD("true", "false");
}

static void value(Random *random, RegisterElement element, const char *name, TextBuffer *out)
{
    static const char *const idents[] = {"ident", "mor", "referanse", NULL};
    static const char *const numbers[] = {"norsk", "samfunnskunnskap", "fravaer", "belop",
                                          NULL};
    static const char *const dates[] = {
        "fodt",  "dod",   "vedtatt", "referanseBosatt", "familiesoknad", "dato",
        "krav",  "fra",   "til",     "malgruppeFra",    "soknad",        "vedtak",
        "start", "slutt", NULL};
    if (is_one_of(name, idents))
        ident(random, out);
    else if (is_one_of(name, dates))
        date(random, out);
    else if (is_one_of(name, numbers))
        number(random, out);
    else if (strcmp(name, "ukerPerAr") == 0)
        text_buffer_number(out, random_between(random, 0, random_chance(random, 50) ? 60 : 53));
    else if (strstr(name, "kommune") != NULL)
        digits(random, random_chance(random, 9970) ? 4 : random_between(random, 3, 5), out);
    else
        code_word(random, name, element == ELEMENT_INTRODUKSJONSPROGRAM, out);
}

static bool is_odd(Random *random, const Writing *writing)
{
    return writing->oddness > 0 && random_chance(random, writing->oddness);
}

/* Blanks as this sender writes them, or others. */
static void blanks(Random *random, const Writing *writing, const char *usual, TextBuffer *out)
{
    static const char *const others[] = {
        "",      " ",          "  ",    "\n", "\r\n",          "\r",    "\t",
        "\n\n ", "<!-- a -->", "&#32;", "x",  "<![CDATA[ ]]>", "<?pi?>"};
    text_buffer_text(out, is_odd(random, writing) ? PICK(random, others) : usual);
}

static void attribute(Random *random, const Writing *writing, RegisterElement element,
                      int index, TextBuffer *out)
{
    static const char *const entities[] = {"&#50;", "&amp;", "&lt;", "\xC3\xA5", "\t", ">"};
    const char *name = element_spec(element)->attributes[index];
    char quote = is_odd(random, writing) ? '\'' : writing->quote;
    blanks(random, writing, writing->apart, out);
    text_buffer_format(out, "%s%s=%c", is_odd(random, writing) ? "x" : "", name, quote);
    value(random, element, name, out);
    if (is_odd(random, writing)) text_buffer_text(out, PICK(random, entities));
    text_buffer_char(out, quote);
}

static bool is_present(Random *random, const ElementSpec *spec, int index)
{
    if ((spec->required & 1u << index) != 0) return !random_chance(random, 8);
    return random_chance(random, 5000);
}

static void attributes(Random *random, const Writing *writing, RegisterElement element,
                       TextBuffer *out)
{
    const ElementSpec *spec = element_spec(element);
    unsigned count = spec->attribute_count;
    unsigned turn = writing->in_order ? 0 : (unsigned)((writing->order >> element) % count);
    bool all = random_chance(random, element == ELEMENT_OPPHOLD ? 8000 : 3000);
    for (unsigned i = 0; i < count; i++) {
        int index = (int)((i + turn) % count);
        if (is_odd(random, writing)) index = (int)random_below(random, count);
        if (all || is_present(random, spec, index))
            attribute(random, writing, element, index, out);
    }
}

static void new_line(Random *random, const Writing *writing, int depth, TextBuffer *out)
{
    blanks(random, writing, writing->line, out);
    for (int i = 0; i < depth && *writing->line != '\0'; i++)
        text_buffer_text(out, writing->indent);
}

static void element_text(Random *random, const Writing *writing, RegisterElement element,
                         int depth, TextBuffer *out);

static uint32_t how_many(Random *random, RegisterElement element)
{
    const ElementSpec *spec = element_spec(element);
    if (element == ELEMENT_OPPHOLD && random_chance(random, 9900))
        return 1 + random_below(random, 2);
    if (random_chance(random, 30)) return 2;
    return random_below(random, spec->once ? 2 : 4) * random_below(random, 2);
}

static void children(Random *random, const Writing *writing, RegisterElement element, int depth,
                     TextBuffer *out)
{
    const ElementSpec *spec = element_spec(element);
    for (int child = spec->first_child; child < spec->child_end; child++)
        for (uint32_t left = how_many(random, (RegisterElement)child); left > 0; left--) {
            int written =
                is_odd(random, writing) ? (int)random_below(random, ELEMENT_COUNT) : child;
            element_text(random, writing, (RegisterElement)written, depth + 1, out);
        }
}

static void element_text(Random *random, const Writing *writing, RegisterElement element,
                         int depth, TextBuffer *out)
{
    const ElementSpec *spec = element_spec(element);
    bool has_children = spec->child_end > 0 && depth < 5 && random_chance(random, 8000);
    new_line(random, writing, depth, out);
    text_buffer_format(out, "<%s", spec->name);
    attributes(random, writing, element, out);
    if (!has_children && element != ELEMENT_PERSON && !writing->in_full) {
        text_buffer_text(out, is_odd(random, writing) ? "  />" : writing->empty_end);
        return;
    }
    text_buffer_text(out, writing->tag_end);
    if (has_children || element == ELEMENT_PERSON)
        children(random, writing, element, depth, out);
    if (has_children || element == ELEMENT_PERSON) new_line(random, writing, depth, out);
    text_buffer_format(out, "</%s%s", spec->name, is_odd(random, writing) ? " >" : ">");
}

void scan_document(Random *random, TextBuffer *out)
{
    static const char *const heads[] = {"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
                                        "<?xml version='1.0'?>\r\n", "", "<!-- a -->",
                                        "\xEF\xBB\xBF"};
    Writing writing = draw_writing(random);
    text_buffer_text(out, PICK(random, heads));
    text_buffer_format(out,
                       "<" REGISTER_ROOT " xmlns=\"" REGISTER_NAMESPACE "\""
                       " uttrekksdato=\"2017-12-31\"%s>",
                       random_chance(random, 5000) ? "" : " avgiver=\"0301\"");
    for (uint32_t left = random_below(random, 24); left > 0; left--)
        element_text(random, &writing, ELEMENT_PERSON, 1, out);
    new_line(random, &writing, 0, out);
    text_buffer_text(out, "</" REGISTER_ROOT ">\n");
}

static void remove_bytes(TextBuffer *text, size_t at, size_t count)
{
    memmove(text->bytes + at, text->bytes + at + count, text->length - at - count + 1);
    text->length -= count;
}

static void insert_bytes(TextBuffer *text, size_t at, const char *bytes, size_t count)
{
    size_t length = text->length;
    char copy[64];
    memcpy(copy, bytes, count);
    text_buffer_append(text, copy, count);
    if (text->failed) return;
    memmove(text->bytes + at + count, text->bytes + at, length - at);
    memcpy(text->bytes + at, copy, count);
}

void scan_damage(Random *random, TextBuffer *text)
{
    static const char bytes[] = "\0\n\r\t \"'<>/&=!?-:;xpFK0192\x7F\x80\xC3";
    static const char *const texts[] = {"<!-- b -->",   "&#48;",     "\r\n",
                                        "<person>",     "</person>", "<",
                                        "<!DOCTYPE x>", "<?a b?>",   "xmlns=\"\"",
                                        "\r",           "  ",        " mor=\"01818431895\"",
                                        "<x:y/>",       "]]>"};
    size_t at = random_below(random, (uint32_t)text->length);
    size_t count = 1 + random_below(random, 40);
    if (count > text->length - at) count = text->length - at;
    const char *word = PICK(random, texts);
    switch (random_below(random, 6)) {
    case 0:
    case 1:
        text->bytes[at] = bytes[random_below(random, sizeof bytes - 1)];
        break;
    case 2:
        remove_bytes(text, at, random_chance(random, 5000) ? 1 : count);
        break;
    case 3:
        insert_bytes(text, at, text->bytes + at, count);
        break;
    case 4:
        insert_bytes(text, at, word, strlen(word));
        break;
    default:
        if (random_chance(random, 500)) remove_bytes(text, at, text->length - at);
        text->bytes[at % (text->length + 1)] ^=
            (char)(text->length > at ? 1 << random_below(random, 7) : 0);
    }
}
