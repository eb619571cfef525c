#include "tests/trust/forged.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/base/digest.h"
#include "formats/base/input_file.h"
#include "formats/base/output_file.h"

enum { FORGED_PATHS = 64 };

void forged_must(Status status, const Failure *failure)
{
    if (status == STATUS_OK) return;
    fprintf(stderr, "forge: %s: %s %s\n", failure->where, status_text(status), failure->detail);
    exit(2);
}

_Noreturn void forged_die(const char *what, const char *where)
{
    fprintf(stderr, "forge: %s: %s\n", where, what);
    exit(2);
}

/* --- files --- */

const char *forged_path(const char *folder, const char *name)
{
    static char paths[FORGED_PATHS][PATH_SIZE];
    static size_t next;
    Failure failure = {0};
    char *path = paths[next++ % FORGED_PATHS];
    forged_must(path_join(folder, name, path, &failure), &failure);
    return path;
}

bool forged_there(const char *path)
{
    return access(path, F_OK) == 0;
}

static TextBuffer taken(const InputFile *file)
{
    TextBuffer text = TEXT_BUFFER_EMPTY;
    text_buffer_append(&text, file->bytes, file->size);
    return text;
}

TextBuffer forged_read(const char *path)
{
    Failure failure = {0};
    CLEANUP(input_file_free) InputFile file = {0};
    forged_must(input_file_read_stored(path, INPUT_SMALL_SIZE_MAX, &file, &failure), &failure);
    return taken(&file);
}

TextBuffer forged_content(const char *path)
{
    Failure failure = {0};
    CLEANUP(input_file_free) InputFile file = {0};
    forged_must(input_file_read(path, INPUT_SMALL_SIZE_MAX, &file, &failure), &failure);
    return taken(&file);
}

static void save(const char *path, int level, const void *bytes, size_t size)
{
    Failure failure = {0};
    struct stat there;
    mode_t mode = stat(path, &there) == 0 ? there.st_mode & 0777 : 0644;
    forged_must(output_file_save(path, mode, level, bytes, size, NULL, &failure), &failure);
}

/* In haste: these files are read at once or never. */
void forged_write(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(bytes, 1, size, file) != size || fclose(file) != 0)
        forged_die("cannot be written", path);
}

static bool ends(const char *text, const char *end)
{
    size_t length = strlen(text), of = strlen(end);
    return length >= of && strcmp(text + length - of, end) == 0;
}

void forged_write_content(const char *path, const void *bytes, size_t size)
{
    save(path, ends(path, ".gz") ? 6 : OUTPUT_PLAIN, bytes, size);
}

static void copy_file(const char *from, const char *to)
{
    struct stat there;
    CLEANUP(text_buffer_free) TextBuffer text = forged_read(from);
    forged_write(to, text.bytes, text.length);
    if (stat(from, &there) == 0) (void)chmod(to, there.st_mode & 0777);
}

void forged_copy(const char *from, const char *to)
{
    Failure failure = {0};
    CLEANUP(path_list_free) PathList list = {0};
    char source[PATH_SIZE], target[PATH_SIZE];
    forged_must(path_make_folder(to, true, &failure), &failure);
    forged_must(path_list(from, &list, &failure), &failure);
    for (size_t i = 0; i < list.count; i++) {
        PathKind kind;
        forged_must(path_join(from, list.names[i], source, &failure), &failure);
        forged_must(path_join(to, list.names[i], target, &failure), &failure);
        forged_must(path_kind(source, &kind, &failure), &failure);
        if (kind == PATH_FOLDER)
            forged_copy(source, target);
        else
            copy_file(source, target);
    }
}

/* --- JSON as text --- */

/* Where a value ends: texts and brackets are stepped over. */
static size_t value_end(const TextBuffer *json, size_t at)
{
    int depth = 0;
    bool quoted = false;
    for (; at < json->length; at++) {
        char c = json->bytes[at];
        if (quoted) {
            if (c == '\\') at++;
            quoted = c != '"';
        } else if (c == '"') {
            quoted = true;
        } else if (c == '[' || c == '{') {
            depth++;
        } else if (depth == 0 && (c == ',' || c == '}' || c == ']' || c == '\n')) {
            break;
        } else if (c == ']' || c == '}') {
            depth--;
        }
    }
    return at;
}

static bool find_member(const TextBuffer *json, const char *member, size_t *begin, size_t *end)
{
    char name[128];
    int length = snprintf(name, sizeof name, "\"%s\": ", member);
    const char *at = memmem(json->bytes, json->length, name, (size_t)length);
    if (at == NULL) return false;
    *begin = (size_t)(at - json->bytes) + (size_t)length;
    *end = value_end(json, *begin);
    return true;
}

TextBuffer forged_get(const TextBuffer *json, const char *member)
{
    size_t begin, end;
    TextBuffer text = TEXT_BUFFER_EMPTY;
    if (!find_member(json, member, &begin, &end)) {
        text_buffer_text(&text, "");
        return text;
    }
    bool quoted = json->bytes[begin] == '"';
    text_buffer_append(&text, json->bytes + begin + quoted, end - begin - 2 * quoted);
    return text;
}

bool forged_set(TextBuffer *json, const char *member, const char *value)
{
    size_t begin, end;
    if (!find_member(json, member, &begin, &end)) return false;
    TextBuffer text = TEXT_BUFFER_EMPTY;
    text_buffer_append(&text, json->bytes, begin);
    text_buffer_text(&text, value);
    text_buffer_append(&text, json->bytes + end, json->length - end);
    text_buffer_free(json);
    *json = text;
    return true;
}

/* --- lists of files --- */

typedef struct Listing {
    const char *folder;
    bool entry; /* an entry's list: no content sums, no kinds */
    TextBuffer *old, *out;
} Listing;

static void put_sums(const Listing *listing, const char *name)
{
    Failure failure = {0};
    FileSums sums = {0};
    CLEANUP(text_buffer_free) TextBuffer stored = TEXT_BUFFER_EMPTY;
    const char *path = forged_path(listing->folder, name);
    stored = forged_read(path);
    forged_must(sha256_of(stored.bytes, stored.length, sums.stored_sha256, &failure), &failure);
    text_buffer_text(listing->out, "\"sha256\": \"");
    text_buffer_hex(listing->out, sums.stored_sha256, SHA256_SIZE);
    text_buffer_format(listing->out, "\", \"size\": %zu", stored.length);
    if (listing->entry) return;
    /* What is no whole gzip file has no content: that is what the attacker says then. */
    if (input_file_sums(path, &sums, &failure) != STATUS_OK) {
        memcpy(sums.content_sha256, sums.stored_sha256, SHA256_SIZE);
        sums.content_size = stored.length;
    }
    text_buffer_text(listing->out, ", \"content_sha256\": \"");
    text_buffer_hex(listing->out, sums.content_sha256, SHA256_SIZE);
    text_buffer_format(listing->out, "\", \"content_size\": %llu",
                       (unsigned long long)sums.content_size);
}

static const char *guess_kind(const char *name)
{
    bool payment = strncmp(name, "proposal/", 9) == 0;
    if (!payment) return "identity";
    return ends(name, ".p7s") ? "payment-signature" : "payment";
}

static void put_file(const Listing *listing, const char *name, const char *kind)
{
    if (listing->out->length > 0) text_buffer_text(listing->out, ",\n");
    text_buffer_text(listing->out, "    {");
    if (!listing->entry) text_buffer_format(listing->out, "\"kind\": \"%s\", ", kind);
    text_buffer_format(listing->out, "\"path\": \"%s\", ", name);
    put_sums(listing, name);
    text_buffer_char(listing->out, '}');
}

/* What was listed, in its order, as far as it is there. */
static void keep_listed(const Listing *listing)
{
    for (size_t at = 0; at < listing->old->length;) {
        const char *line = listing->old->bytes + at;
        const char *end = memchr(line, '\n', listing->old->length - at);
        size_t length = end != NULL ? (size_t)(end - line) : listing->old->length - at;
        TextBuffer object = TEXT_BUFFER_EMPTY;
        text_buffer_append(&object, line, length);
        CLEANUP(text_buffer_free) TextBuffer name = forged_get(&object, "path");
        CLEANUP(text_buffer_free) TextBuffer kind = forged_get(&object, "kind");
        if (name.length > 0 && forged_there(forged_path(listing->folder, name.bytes)))
            put_file(listing, name.bytes, kind.bytes);
        text_buffer_free(&object);
        at += length + 1;
    }
}

static bool is_own(const char *name)
{
    static const char *const own[] = {"entry.json", "entry.json.p7s", "checkpoint", NULL};
    for (size_t i = 0; own[i] != NULL; i++)
        if (strcmp(own[i], name) == 0) return true;
    return false;
}

static bool is_left_out(const Listing *listing, const char *name)
{
    static const char *const others[] = {"manifest.json", "manifest.json.p7s", "timings.json",
                                         NULL};
    if (listing->entry) return is_own(name);
    for (size_t i = 0; others[i] != NULL; i++)
        if (strcmp(others[i], name) == 0) return true;
    return strncmp(name, "payments/", 9) == 0;
}

static bool is_listed(const Listing *listing, const char *name)
{
    char member[PATH_SIZE + 16];
    snprintf(member, sizeof member, "\"path\": \"%s\"", name);
    return memmem(listing->old->bytes, listing->old->length, member, strlen(member)) != NULL;
}

/* What was not listed, by name. */
static void add_others(const Listing *listing, const char *below)
{
    Failure failure = {0};
    CLEANUP(path_list_free) PathList list = {0};
    const char *folder =
        below[0] != '\0' ? forged_path(listing->folder, below) : listing->folder;
    forged_must(path_list(folder, &list, &failure), &failure);
    for (size_t i = 0; i < list.count; i++) {
        char name[PATH_SIZE];
        PathKind kind;
        forged_must(path_join(below, list.names[i], name, &failure), &failure);
        forged_must(path_kind(forged_path(listing->folder, name), &kind, &failure), &failure);
        if (kind == PATH_FOLDER)
            add_others(listing, name);
        else if (!is_left_out(listing, name) && !is_listed(listing, name))
            put_file(listing, name, guess_kind(name));
    }
}

static void set_manifest_sum(const char *folder, TextBuffer *json)
{
    char hex[SHA256_HEX_SIZE], quoted[SHA256_HEX_SIZE + 2];
    uint8_t sum[SHA256_SIZE];
    Failure failure = {0};
    const char *path = forged_path(folder, "manifest.json");
    if (!forged_there(path)) return;
    forged_must(sha256_of_file(path, sum, NULL, &failure), &failure);
    sha256_to_hex(sum, hex);
    snprintf(quoted, sizeof quoted, "\"%s\"", hex);
    (void)forged_set(json, "manifest_sha256", quoted);
    CLEANUP(text_buffer_free) TextBuffer manifest = forged_read(path);
    CLEANUP(text_buffer_free) TextBuffer identity = forged_get(&manifest, "identity");
    if (identity.length == 0) return; /* a run's */
    snprintf(quoted, sizeof quoted, "\"%s\"", identity.bytes);
    (void)forged_set(json, "run_identity", quoted);
}

void forged_list(const char *folder)
{
    char own[PATH_SIZE];
    snprintf(own, sizeof own, "%s", folder);
    bool entry = forged_there(forged_path(own, "entry.json"));
    if (!entry && forged_list_proposal(own)) return;
    const char *member = entry ? "files" : "outputs";
    char path[PATH_SIZE];
    Failure failure = {0};
    forged_must(path_join(own, entry ? "entry.json" : "manifest.json", path, &failure),
                &failure);
    CLEANUP(text_buffer_free) TextBuffer json = forged_read(path);
    CLEANUP(text_buffer_free) TextBuffer old = forged_get(&json, member);
    CLEANUP(text_buffer_free) TextBuffer out = TEXT_BUFFER_EMPTY;
    CLEANUP(text_buffer_free) TextBuffer value = TEXT_BUFFER_EMPTY;
    const Listing listing = {own, entry, &old, &out};
    keep_listed(&listing);
    add_others(&listing, "");
    text_buffer_format(&value, "[\n%s\n  ]", out.bytes);
    if (!forged_set(&json, member, value.bytes)) forged_die("has no list of files", path);
    if (entry) set_manifest_sum(own, &json);
    forged_write(path, json.bytes, json.length);
}
