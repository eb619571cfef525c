/* leaf_lines.c - lines become leaves, in shares that threads make. */
#include "formats/run/leaf_lines.h"

#include <string.h>

#include "formats/base/text_put.h"
#include "formats/base/translate.h"
#include "formats/log/tlog_tiles.h"
#include "formats/run/decision_csv.h"

enum { SECTIONS_MOST = 16, LEAF_MORE = SHA256_HEX_SIZE + 32 /* bytes beside the line's own */ };

/* A piece of text. */
typedef struct Span {
    const char *text;
    size_t length;
} Span;

/* The lines of one file. */
typedef struct Section {
    LineKind kind;
    InputFile content;
    Folder *folder;          /* borrowed; NULL: of no file */
    const FolderFile *file;  /* of it */
    const char *begin, *end; /* without the header */
} Section;

/* Where a share begins. */
typedef struct Cut {
    size_t section;
    const char *at;
    size_t leaves, changes; /* before it; changes are counted where there is no key */
} Cut;

struct LeafLines {
    const LeafPseudonyms *pseudonyms;
    HmacKey *hmac; /* NULL: pseudonyms are kept ones */
    Section sections[SECTIONS_MOST];
    size_t section_count;
    Cut *cuts; /* one more than shares */
    size_t shares;
    TextBuffer kept; /* a place before the first, and those of the entry; or to compare with */
};

Status leaf_lines_new(const LeafPseudonyms *pseudonyms, LeafLines **out, Failure *failure)
{
    INVARIANT(pseudonyms->key != NULL || pseudonyms->read != NULL);
    CLEANUP(leaf_lines_free) LeafLines *lines = system_allocate_zeroed(1, sizeof *lines);
    if (lines == NULL) return failure_set(failure, STATUS_MEMORY, _("audit log"), "leaves");
    lines->pseudonyms = pseudonyms;
    if (pseudonyms->key != NULL)
        TRY(hmac_key_new(pseudonyms->key, pseudonyms->key_length, &lines->hmac, failure));
    *out = HAND_OVER(LeafLines *, lines);
    return STATUS_OK;
}

void leaf_lines_free(LeafLines *lines)
{
    if (lines == NULL) return;
    for (size_t i = 0; i < lines->section_count; i++)
        input_file_free(&lines->sections[i].content);
    hmac_key_free(lines->hmac);
    text_buffer_free(&lines->kept);
    system_free(lines->cuts);
    system_free(lines);
}

void leaf_share_free(LeafShare *share)
{
    text_buffer_free(&share->leaves);
    text_buffer_free(&share->made);
    system_free(share->ends);
    system_free(share->hashes);
    *share = (LeafShare){.first = 0};
}

/* --- files --- */

static Section *next_section(LeafLines *lines)
{
    INVARIANT(lines->section_count < SECTIONS_MOST && lines->cuts == NULL);
    return &lines->sections[lines->section_count++];
}

static void find_lines(Section *section)
{
    const char *bytes = section->content.size > 0 ? (const char *)section->content.bytes : "";
    section->begin = bytes;
    section->end = bytes + section->content.size;
    if (!section->kind.header) return;
    const char *stop = memchr(bytes, '\n', section->content.size);
    section->begin = stop != NULL ? stop + 1 : section->end;
}

Status leaf_lines_add(LeafLines *lines, Folder *folder, const LineKind *kind, Failure *failure)
{
    Section *section = next_section(lines);
    section->kind = *kind;
    TRY(folder_read(folder, kind->name, INPUT_SIZE_MAX, &section->file, failure));
    TRY(folder_content(section->file, INPUT_SIZE_MAX, &section->content, failure));
    section->folder = folder;
    find_lines(section);
    return STATUS_OK;
}

/* A content that is the lines' own borrows nothing of the file. */
void leaf_lines_forget_stored(LeafLines *lines)
{
    for (size_t i = 0; i < lines->section_count; i++) {
        const Section *section = &lines->sections[i];
        bool own = section->content.was_gzip && section->content.owned != NULL;
        if (own && section->folder != NULL) folder_forget(section->folder, section->file);
    }
}

Status leaf_lines_add_made(LeafLines *lines, TextBuffer *text, Failure *failure)
{
    TRY(text_buffer_status(text, failure));
    Section *section = next_section(lines);
    section->kind = (LineKind){"", "", false, 0};
    input_file_take(&section->content, text);
    find_lines(section);
    return STATUS_OK;
}

/* --- lines and their subjects --- */

static Span next_line(const char **at, const char *end)
{
    const char *begin = *at, *stop = memchr(begin, '\n', (size_t)(end - begin));
    *at = stop != NULL ? stop + 1 : end;
    return (Span){begin, (size_t)((stop != NULL ? stop : end) - begin)};
}

/* Where field number `field` begins, from 1; no field before it is quoted. */
static size_t field_begin(Span line, int field)
{
    size_t at = 0;
    for (int i = 1; i < field && at < line.length; at++)
        i += line.text[at] == ',';
    return at;
}

/* Nothing of a kind of lines without subjects. */
static Span subject_of(const LineKind *kind, Span line)
{
    size_t begin = kind->subject > 0 ? field_begin(line, kind->subject) : line.length;
    const char *text = line.text + begin;
    const char *comma = memchr(text, ',', line.length - begin);
    return (Span){text, comma != NULL ? (size_t)(comma - text) : line.length - begin};
}

/* A municipality stays as it is. In other fields than the first nobody need stand. */
static bool is_person(const LineKind *kind, Span subject)
{
    if (subject.length > 0) return subject.text[0] != 'M';
    return kind->subject == 1;
}

static bool same(Span left, Span right)
{
    return left.length == right.length && memcmp(left.text, right.text, left.length) == 0;
}

/* The subject of the line that ends before `at`; the lines of an ident follow each other, so
 * its pseudonym is made once. */
static Span subject_before(const Section *section, const char *at)
{
    if (at == section->begin) return (Span){"", 0};
    const char *end = at[-1] == '\n' ? at - 1 : at;
    const char *stop = memrchr(section->begin, '\n', (size_t)(end - section->begin));
    const char *line = stop != NULL ? stop + 1 : section->begin;
    return subject_of(&section->kind, (Span){line, (size_t)(end - line)});
}

/* --- shares --- */

/* The first line that begins at `at` or after it. */
static const char *line_from(const Section *section, const char *at)
{
    if (at == section->begin) return at;
    const char *stop = memchr(at - 1, '\n', (size_t)(section->end - at + 1));
    return stop != NULL ? stop + 1 : section->end;
}

static size_t size_of(const Section *section)
{
    return (size_t)(section->end - section->begin);
}

/* The place after `offset` bytes of all sections. */
static Cut cut_at(const LeafLines *lines, size_t offset)
{
    size_t i = 0;
    while (i + 1 < lines->section_count && offset >= size_of(&lines->sections[i]))
        offset -= size_of(&lines->sections[i++]);
    const Section *section = &lines->sections[i];
    size_t size = size_of(section);
    return (Cut){i, line_from(section, section->begin + (offset < size ? offset : size)), 0, 0};
}

/* What a share has of a section; nothing where begin is not before end. */
typedef struct Part {
    const char *begin, *end;
} Part;

static Part part_of(const LeafLines *lines, size_t share, size_t section)
{
    const Cut *from = &lines->cuts[share], *to = &lines->cuts[share + 1];
    const Section *of = &lines->sections[section];
    return (Part){section == from->section ? from->at : of->begin,
                  section == to->section ? to->at : of->end};
}

static void count_part(const LeafLines *lines, const Section *section, Part part, Cut *counted)
{
    Span before = {"", 0};
    bool changes = lines->hmac == NULL && section->kind.subject > 0;
    if (changes && part.begin < part.end) before = subject_before(section, part.begin);
    for (const char *at = part.begin; at < part.end; counted->leaves++) {
        Span line = next_line(&at, part.end);
        if (!changes) continue;
        Span subject = subject_of(&section->kind, line);
        counted->changes += is_person(&section->kind, subject) && !same(subject, before);
        before = subject;
    }
}

static void count_shares(LeafLines *lines)
{
    for (size_t share = 0; share < lines->shares; share++) {
        Cut *from = &lines->cuts[share], *to = &lines->cuts[share + 1];
        Cut counted = *from;
        for (size_t i = from->section; i <= to->section; i++)
            count_part(lines, &lines->sections[i], part_of(lines, share, i), &counted);
        to->leaves = counted.leaves;
        to->changes = counted.changes;
    }
}

/* Without the key: those that were kept. Before the first there is a place for that of no line.
 */
static Status read_kept(LeafLines *lines, Failure *failure)
{
    const LeafPseudonyms *pseudonyms = lines->pseudonyms;
    size_t count = lines->cuts[lines->shares].changes;
    if (!text_buffer_reserve(&lines->kept, (count + 1) * SHA256_SIZE))
        return failure_set(failure, STATUS_MEMORY, _("audit log"), "pseudonyms");
    memset(lines->kept.bytes, 0, SHA256_SIZE);
    return pseudonyms->read(pseudonyms->user, (uint8_t *)lines->kept.bytes + SHA256_SIZE, count,
                            failure);
}

Status leaf_lines_cut(LeafLines *lines, size_t shares, Failure *failure)
{
    size_t size = 0;
    INVARIANT(shares > 0 && lines->section_count > 0);
    lines->cuts = system_allocate_zeroed(shares + 1, sizeof *lines->cuts);
    if (lines->cuts == NULL)
        return failure_set(failure, STATUS_MEMORY, _("audit log"), "leaves");
    lines->shares = shares;
    for (size_t i = 0; i < lines->section_count; i++)
        size += size_of(&lines->sections[i]);
    for (size_t share = 0; share <= shares; share++)
        lines->cuts[share] = cut_at(lines, share == shares ? size : size / shares * share);
    count_shares(lines);
    return lines->hmac == NULL ? read_kept(lines, failure) : STATUS_OK;
}

size_t leaf_lines_count(const LeafLines *lines)
{
    return lines->cuts[lines->shares].leaves;
}

void leaf_lines_place(const LeafLines *lines, size_t leaf, const char **file, uint64_t *line)
{
    *file = "";
    *line = 0;
    for (size_t i = 0; i < lines->section_count; i++) {
        const Section *section = &lines->sections[i];
        uint64_t number = section->kind.header ? 2 : 1;
        for (const char *at = section->begin; at < section->end; number++) {
            (void)next_line(&at, section->end);
            if (leaf-- > 0) continue;
            *file = section->kind.name;
            *line = number;
            return;
        }
    }
}

/* --- one share --- */

/* The pseudonym of a person whose lines begin here, or (not `changes`) went on from the share
 * before. */
static Status name_person(const LeafLines *lines, LeafShare *share, Span subject, bool changes,
                          Failure *failure)
{
    uint8_t digest[SHA256_SIZE];
    if (subject.length >= SUBJECT_TEXT_SIZE)
        return failure_set(failure, STATUS_VERIFICATION, _("audit log"),
                           "a line without ident");
    if (lines->hmac == NULL) {
        sha256_to_hex(changes ? share->kept : share->kept - SHA256_SIZE, share->pseudonym);
        if (changes) share->kept += SHA256_SIZE;
        return STATUS_OK;
    }
    TRY(hmac_of(lines->hmac, subject.text, subject.length, digest, failure));
    if (changes) text_buffer_append(&share->made, digest, sizeof digest);
    sha256_to_hex(digest, share->pseudonym);
    return STATUS_OK;
}

static Status write_leaf(LeafShare *share, const LineKind *kind, Span line, Span subject,
                         bool person, Failure *failure)
{
    size_t begin = (size_t)(subject.text - line.text), end = begin + subject.length;
    size_t prefix = strlen(kind->prefix), before = share->leaves.length;
    char *at = text_buffer_room(&share->leaves, prefix + line.length + LEAF_MORE);
    if (at == NULL) return text_buffer_status(&share->leaves, failure);
    at = put_bytes(put_bytes(at, kind->prefix, prefix), line.text, begin);
    at = person ? put_bytes(at, share->pseudonym, SHA256_HEX_SIZE - 1)
                : put_bytes(at, subject.text, subject.length);
    text_buffer_put(&share->leaves, put_bytes(at, line.text + end, line.length - end));
    if (share->leaves.length - before <= TLOG_LEAF_MAX) return STATUS_OK;
    return failure_set(failure, STATUS_INPUT_VALUE, _("audit log"),
                       "a leaf of the log is one line of 1 to %d bytes", TLOG_LEAF_MAX);
}

static Status make_part(const LeafLines *lines, const Section *section, Part part,
                        LeafShare *share, Failure *failure)
{
    const LineKind *kind = &section->kind;
    Span before = {"", 0};
    if (kind->subject > 0 && part.begin < part.end)
        before = subject_before(section, part.begin);
    share->pseudonym[0] = '\0';
    for (const char *at = part.begin; at < part.end;) {
        Span line = next_line(&at, part.end), subject = subject_of(kind, line);
        bool person = is_person(kind, subject), changes = person && !same(subject, before);
        if (changes || (person && share->pseudonym[0] == '\0'))
            TRY(name_person(lines, share, subject, changes, failure));
        TRY(write_leaf(share, kind, line, subject, person, failure));
        share->ends[share->count++] = share->leaves.length;
        before = subject;
    }
    return STATUS_OK;
}

static Status begin_share(const LeafLines *lines, size_t number, LeafShare *share,
                          Failure *failure)
{
    const Cut *from = &lines->cuts[number];
    size_t count = lines->cuts[number + 1].leaves - from->leaves;
    text_buffer_clear(&share->leaves);
    text_buffer_clear(&share->made);
    share->count = 0;
    share->first = from->leaves;
    if (lines->hmac == NULL)
        share->kept = (const uint8_t *)lines->kept.bytes + (from->changes + 1) * SHA256_SIZE;
    TRY(system_grow(&share->ends, &share->end_capacity, count, sizeof *share->ends, failure));
    return system_grow(&share->hashes, &share->hash_capacity, count, sizeof *share->hashes,
                       failure);
}

Status leaf_lines_make(const LeafLines *lines, size_t number, LeafShare *out, Failure *failure)
{
    INVARIANT(number < lines->shares);
    const Cut *from = &lines->cuts[number], *to = &lines->cuts[number + 1];
    TRY(begin_share(lines, number, out, failure));
    for (size_t i = from->section; i <= to->section; i++)
        TRY(make_part(lines, &lines->sections[i], part_of(lines, number, i), out, failure));
    INVARIANT(out->count == to->leaves - from->leaves);
    TRY(text_buffer_status(&out->made, failure));
    return merkle_leaf_hashes(out->leaves.bytes, out->ends, out->count, 0, 1, out->hashes,
                              failure);
}

LeafBlock leaf_share_block(const LeafShare *share)
{
    return (LeafBlock){share->leaves.bytes, share->ends, share->hashes, share->count};
}

/* --- pseudonyms that were made --- */

/* Those that were kept must be those that the key makes. */
static Status compare_kept(LeafLines *lines, const TextBuffer *made, Failure *failure)
{
    const LeafPseudonyms *pseudonyms = lines->pseudonyms;
    text_buffer_clear(&lines->kept);
    if (!text_buffer_reserve(&lines->kept, made->length))
        return failure_set(failure, STATUS_MEMORY, _("audit log"), "pseudonyms");
    TRY(pseudonyms->read(pseudonyms->user, (uint8_t *)lines->kept.bytes,
                         made->length / SHA256_SIZE, failure));
    if (memcmp(lines->kept.bytes, made->bytes, made->length) == 0) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, _("audit log"),
                       "the pseudonyms of the leaves are not those of the entry's persons; "
                       "rebuild the log with 'tilskudd log rebuild'");
}

Status leaf_lines_name(LeafLines *lines, const TextBuffer *made, Failure *failure)
{
    const LeafPseudonyms *pseudonyms = lines->pseudonyms;
    if (made->length == 0) return STATUS_OK;
    if (pseudonyms->write != NULL)
        TRY(pseudonyms->write(pseudonyms->user, (const uint8_t *)made->bytes,
                              made->length / SHA256_SIZE, failure));
    if (pseudonyms->key == NULL || pseudonyms->read == NULL) return STATUS_OK;
    return compare_kept(lines, made, failure);
}
