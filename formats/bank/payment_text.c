/* payment_text.c - the banks' character set, remittance texts, ids, splitting into files. */
#include "formats/bank/payment_text.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/translate.h"
#include "formats/csv/csv_fields.h"
#include "formats/base/letters.h"
#include "formats/base/utf8.h"

/* A character outside the set and what is sent instead. By code point. */
typedef struct Likeness {
    uint32_t character;
    const char *text;
} Likeness;

static const char allowed_signs[] = " /-?:().,'+";

/* Letters of the Nordic set beyond ASCII, capitals first. By code point. */
static const uint32_t allowed_letters[] = {
    0xC1, 0xC4, 0xC5, 0xC6, 0xC7, 0xC9, 0xCD, 0xD0, 0xD3, 0xD6, 0xD8, 0xDA, 0xDC, 0xDD,
    0xE1, 0xE4, 0xE5, 0xE6, 0xE7, 0xE9, 0xED, 0xF0, 0xF3, 0xF6, 0xF8, 0xFA, 0xFC, 0xFD};

static const Likeness likenesses[] = {
    {'\t', " "},   {'\n', " "},   {'\r', " "},     {'"', "'"},    {'&', "+"},    {'*', "."},
    {';', ","},    {'[', "("},    {'\\', "/"},     {']', ")"},    {'_', "-"},    {'`', "'"},
    {'{', "("},    {'|', "/"},    {'}', ")"},      {'~', "-"},    {0xA0, " "},   {0xAB, "'"},
    {0xAD, "-"},   {0xB4, "'"},   {0xB7, "."},     {0xBB, "'"},   {0xC0, "A"},   {0xC2, "A"},
    {0xC3, "A"},   {0xC8, "E"},   {0xCA, "E"},     {0xCB, "E"},   {0xCC, "I"},   {0xCE, "I"},
    {0xCF, "I"},   {0xD1, "N"},   {0xD2, "O"},     {0xD4, "O"},   {0xD5, "O"},   {0xD9, "U"},
    {0xDB, "U"},   {0xDE, "TH"},  {0xDF, "ss"},    {0xE0, "a"},   {0xE2, "a"},   {0xE3, "a"},
    {0xE8, "e"},   {0xEA, "e"},   {0xEB, "e"},     {0xEC, "i"},   {0xEE, "i"},   {0xEF, "i"},
    {0xF1, "n"},   {0xF2, "o"},   {0xF4, "o"},     {0xF5, "o"},   {0xF9, "u"},   {0xFB, "u"},
    {0xFE, "th"},  {0xFF, "y"},   {0x100, "A"},    {0x101, "a"},  {0x102, "A"},  {0x103, "a"},
    {0x104, "A"},  {0x105, "a"},  {0x106, "C"},    {0x107, "c"},  {0x10C, "C"},  {0x10D, "c"},
    {0x10E, "D"},  {0x10F, "d"},  {0x110, "D"},    {0x111, "d"},  {0x112, "E"},  {0x113, "e"},
    {0x116, "E"},  {0x117, "e"},  {0x118, "E"},    {0x119, "e"},  {0x11A, "E"},  {0x11B, "e"},
    {0x11E, "G"},  {0x11F, "g"},  {0x122, "G"},    {0x123, "g"},  {0x12A, "I"},  {0x12B, "i"},
    {0x12E, "I"},  {0x12F, "i"},  {0x130, "I"},    {0x131, "i"},  {0x136, "K"},  {0x137, "k"},
    {0x139, "L"},  {0x13A, "l"},  {0x13B, "L"},    {0x13C, "l"},  {0x13D, "L"},  {0x13E, "l"},
    {0x141, "L"},  {0x142, "l"},  {0x143, "N"},    {0x144, "n"},  {0x145, "N"},  {0x146, "n"},
    {0x147, "N"},  {0x148, "n"},  {0x14A, "N"},    {0x14B, "n"},  {0x14C, "O"},  {0x14D, "o"},
    {0x150, "O"},  {0x151, "o"},  {0x152, "OE"},   {0x153, "oe"}, {0x154, "R"},  {0x155, "r"},
    {0x158, "R"},  {0x159, "r"},  {0x15A, "S"},    {0x15B, "s"},  {0x15E, "S"},  {0x15F, "s"},
    {0x160, "S"},  {0x161, "s"},  {0x162, "T"},    {0x163, "t"},  {0x164, "T"},  {0x165, "t"},
    {0x166, "T"},  {0x167, "t"},  {0x16A, "U"},    {0x16B, "u"},  {0x16E, "U"},  {0x16F, "u"},
    {0x170, "U"},  {0x171, "u"},  {0x172, "U"},    {0x173, "u"},  {0x178, "Y"},  {0x179, "Z"},
    {0x17A, "z"},  {0x17B, "Z"},  {0x17C, "z"},    {0x17D, "Z"},  {0x17E, "z"},  {0x218, "S"},
    {0x219, "s"},  {0x21A, "T"},  {0x21B, "t"},    {0x2010, "-"}, {0x2011, "-"}, {0x2012, "-"},
    {0x2013, "-"}, {0x2014, "-"}, {0x2018, "'"},   {0x2019, "'"}, {0x201A, "'"}, {0x201C, "'"},
    {0x201D, "'"}, {0x201E, "'"}, {0x2026, "..."}, {0x202F, " "}, {0x2212, "-"}};

uint32_t payment_character(const char *text, size_t length, size_t *at)
{
    INVARIANT(*at < length);
    const unsigned char *bytes = (const unsigned char *)text + *at;
    size_t size = utf8_character(bytes, length - *at);
    if (size == 0) {
        *at += 1;
        return UINT32_MAX;
    }
    *at += size;
    static const unsigned char lead_bits[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    uint32_t character = bytes[0] & lead_bits[size];
    for (size_t i = 1; i < size; i++)
        character = character << 6 | (bytes[i] & 0x3FU);
    return character;
}

static bool is_ascii_letter_or_digit(uint32_t character)
{
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
           (character >= '0' && character <= '9');
}

bool payment_character_allowed(uint32_t character)
{
    if (is_ascii_letter_or_digit(character)) return true;
    if (character < 0x80)
        return character != 0 && strchr(allowed_signs, (int)character) != NULL;
    for (size_t i = 0; i < sizeof allowed_letters / sizeof allowed_letters[0]; i++)
        if (allowed_letters[i] == character) return true;
    return false;
}

size_t payment_text_outside(const char *text, size_t length)
{
    for (size_t at = 0; at < length;) {
        size_t start = at;
        if (!payment_character_allowed(payment_character(text, length, &at))) return start;
    }
    return length;
}

static const char *likeness_of(uint32_t character)
{
    for (size_t i = 0; i < sizeof likenesses / sizeof likenesses[0]; i++)
        if (likenesses[i].character == character) return likenesses[i].text;
    return NULL;
}

/* Where cleaned text goes: at most `limit` characters and `size` bytes with the NUL. */
typedef struct Cleaned {
    char *text;
    size_t size, length, characters, limit;
} Cleaned;

/* False when it does not fit in the bytes; what is beyond the characters is dropped. */
static bool put(Cleaned *out, const char *bytes, size_t length)
{
    bool is_space = length == 1 && bytes[0] == ' ';
    if (is_space && (out->length == 0 || out->text[out->length - 1] == ' ')) return true;
    if (out->characters == out->limit) return true;
    if (out->length + length >= out->size) return false;
    memcpy(out->text + out->length, bytes, length);
    out->length += length;
    out->characters++;
    return true;
}

static bool put_likeness(Cleaned *out, const char *likeness)
{
    for (; *likeness != '\0'; likeness++)
        if (!put(out, likeness, 1)) return false;
    return true;
}

static Status refuse_character(const char *what, uint32_t character, Failure *failure)
{
    if (character == UINT32_MAX) return failure_set(failure, STATUS_INPUT_NOT_UTF8, what, NULL);
    bool is_sign = character > ' ' && character < 0x7F;
    return failure_set(failure, STATUS_INPUT_VALUE, what,
                       "the character U+%04X%s%s%s cannot be sent to a bank: spell it another "
                       "way",
                       (unsigned)character, is_sign ? " (" : "",
                       is_sign ? (char[]){(char)character, '\0'} : "", is_sign ? ")" : "");
}

Status payment_text_clean(const char *what, const char *text, size_t limit, char *out,
                          size_t out_size, Failure *failure)
{
    INVARIANT(out_size > 0);
    Cleaned cleaned = {out, out_size, 0, 0, limit};
    size_t length = strlen(text);
    for (size_t at = 0; at < length;) {
        size_t start = at;
        uint32_t character = payment_character(text, length, &at);
        bool allowed = payment_character_allowed(character);
        const char *likeness = allowed ? NULL : likeness_of(character);
        if (!allowed && likeness == NULL) return refuse_character(what, character, failure);
        if (!(allowed ? put(&cleaned, text + start, at - start)
                      : put_likeness(&cleaned, likeness)))
            return failure_set(failure, STATUS_BUFFER_TOO_SMALL, what, NULL);
    }
    while (cleaned.length > 0 && out[cleaned.length - 1] == ' ')
        cleaned.length--;
    out[cleaned.length] = '\0';
    if (cleaned.length == 0)
        return failure_set(failure, STATUS_INPUT_VALUE, what, "the text is empty: fill it in");
    return STATUS_OK;
}

Status payment_text_read(const char *text, size_t length, size_t limit, char *out,
                         size_t out_size, Failure *failure)
{
    enum { BYTES_OF_CHARACTER = 4 };
    char clean[PAYMENT_REMITTANCE_SIZE];
    INVARIANT(limit <= PAYMENT_REMITTANCE_LENGTH && out_size > limit * BYTES_OF_CHARACTER);
    if (!letters_compose(text, length, out, out_size) ||
        utf8_characters(out, strlen(out)) > limit)
        return failure_set(failure, STATUS_INPUT_VALUE, NULL,
                           "more than %zu characters: shorten it", limit);
    if (!text_is_plain(out, strlen(out)))
        return failure_set(failure, STATUS_INPUT_VALUE, NULL,
                           "empty, or with control characters: correct it");
    return payment_text_clean(NULL, out, limit, clean, sizeof clean, failure);
}

/* What a municipality's bookkeeper reads on the account statement. */
static const char *group_remittance(PaymentGroup group)
{
    static const char *const texts[PAYMENT_GROUP_COUNT] = {
        [GROUP_INT_1] = "integreringstilskudd ar 1",
        [GROUP_INT_2_5] = "integreringstilskudd ar 2-5",
        [GROUP_FHT] = "tilskudd nedsatt funksjonsevne",
        [GROUP_EM] = "tilskudd enslige mindrearige",
        [GROUP_NORSK] = "norsktilskudd personer",
        [GROUP_GRUNN] = "norsktilskudd grunntilskudd",
        [GROUP_ASYLNORSK] = "norsktilskudd asylsokere"};
    INVARIANT((int)group >= 0 && group < PAYMENT_GROUP_COUNT);
    return texts[group];
}

Status payment_remittance(const char *agency, PaymentGroup group, int year, int quarter,
                          bool test, char out[PAYMENT_REMITTANCE_SIZE], Failure *failure)
{
    INVARIANT(quarter >= 1 && quarter <= 4);
    enum { AGENCY_LENGTH = 35 };
    char payer[AGENCY_LENGTH * 4 + 1];
    char text[PAYMENT_REMITTANCE_SIZE];
    TRY(payment_text_clean(_("name of the agency"), agency, AGENCY_LENGTH, payer, sizeof payer,
                           failure));
    snprintf(text, sizeof text, "%s%s %s, %d. kvartal %d", test ? "TEST " : "", payer,
             group_remittance(group), quarter, year);
    return payment_text_clean(_("remittance text"), text, PAYMENT_REMITTANCE_LENGTH, out,
                              PAYMENT_REMITTANCE_SIZE, failure);
}

static void hexadecimal(const uint8_t *bytes, size_t count, char *out)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < count; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    out[2 * count] = '\0';
}

/* 96 and 80 bits of the identity: no two runs of any ledger will ever agree in them. */
enum { MESSAGE_BYTES = 12, END_TO_END_BYTES = 10, FILES_MAX = 9999 };

void payment_message_id(const uint8_t identity[32], bool test, unsigned number,
                        char out[PAYMENT_ID_SIZE])
{
    INVARIANT(number >= 1 && number <= FILES_MAX);
    char run[2 * MESSAGE_BYTES + 1];
    hexadecimal(identity, MESSAGE_BYTES, run);
    int length =
        snprintf(out, PAYMENT_ID_SIZE, "%s-%s-%04u", test ? "TEST" : "RUN", run, number);
    INVARIANT(length > 0 && length <= PAYMENT_ID_LENGTH);
}

void payment_end_to_end_id(const uint8_t identity[32], MunicipalityCode municipality,
                           PaymentGroup group, char out[PAYMENT_ID_SIZE])
{
    INVARIANT(municipality != MUNICIPALITY_NONE && municipality <= 9999);
    char run[2 * END_TO_END_BYTES + 1];
    hexadecimal(identity, END_TO_END_BYTES, run);
    int length = snprintf(out, PAYMENT_ID_SIZE, "%04u-%s-%s", (unsigned)municipality,
                          payment_group_text(group), run);
    INVARIANT(length > 0 && length <= PAYMENT_ID_LENGTH);
}

static bool are_all_in(const char *text, size_t length, const char *set)
{
    return strspn(text, set) >= length;
}

bool payment_end_to_end_parse(const char *id, MunicipalityCode *municipality,
                              PaymentGroup *group)
{
    enum { CODE = 4, RUN = 2 * END_TO_END_BYTES };
    size_t length = strlen(id);
    if (length <= CODE + 2 + RUN || length > PAYMENT_ID_LENGTH) return false;
    size_t group_length = length - CODE - 2 - RUN;
    const char *run = id + length - RUN;
    if (!are_all_in(id, CODE, "0123456789") || id[CODE] != '-' || run[-1] != '-') return false;
    if (!are_all_in(run, RUN, "0123456789abcdef")) return false;
    unsigned code = 0;
    for (size_t i = 0; i < CODE; i++)
        code = code * 10 + (unsigned)(id[i] - '0');
    *municipality = (MunicipalityCode)code;
    return code != 0 && payment_group_parse(id + CODE + 1, group_length, group);
}

size_t payment_file_count(size_t payments, size_t most)
{
    INVARIANT(most >= 1);
    return payments / most + (payments % most != 0);
}

void payment_file_range(size_t payments, size_t most, size_t number, size_t *first,
                        size_t *count)
{
    INVARIANT(number >= 1 && number <= payment_file_count(payments, most));
    *first = (number - 1) * most;
    size_t left = payments - *first;
    *count = left < most ? left : most;
}
