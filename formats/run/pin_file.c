#include "formats/run/pin_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/base/input_file.h"
#include "formats/base/lock.h"
#include "formats/base/path.h"
#include "formats/base/text_lines.h"
#include "formats/base/translate.h"

enum { PIN_SIZE_MAX = 4096, PIN_MODE = 0600 };

static const char *const key_names[PIN_KEYS] = {N_("authority"), N_("ca"), N_("log-key"),
                                                N_("signers")};
static const char *const key_texts[PIN_KEYS] = {"authority", "CA", "log key", "signers"};

const char *pin_key_text(PinKey key)
{
    return key_texts[key];
}

/* --- the text --- */

static void put_hash(TextBuffer *out, const char *key, const uint8_t hash[SHA256_SIZE])
{
    text_buffer_format(out, "%s: ", key);
    text_buffer_hex(out, hash, SHA256_SIZE);
    text_buffer_char(out, '\n');
}

static void write_pin(const PinFile *pin, TextBuffer *out)
{
    text_buffer_text(out, "format: tilskudd-pin-1\n");
    put_hash(out, "opening", pin->opening);
    for (int i = 0; i < PIN_KEYS; i++)
        put_hash(out, key_names[i], pin->keys[i]);
    text_buffer_format(out, "entry: %06u\ntime: %s\n", pin->entry, pin->time);
    put_hash(out, "head", pin->head);
}

/* The value of the next line, which has this key. */
static bool take(TextLines *lines, const char *key, TextLine *value)
{
    return text_lines_next(lines, value) && text_line_skip(value, key) &&
           text_line_skip(value, ": ");
}

static bool take_hash(TextLines *lines, const char *key, uint8_t out[SHA256_SIZE])
{
    TextLine value;
    return take(lines, key, &value) && sha256_from_hex(value.text, value.length, out);
}

/* Six digits, as names of entries have them. */
static bool take_entry(TextLines *lines, uint32_t *out)
{
    TextLine value;
    *out = 0;
    if (!take(lines, "entry", &value) || value.length != 6) return false;
    for (size_t i = 0; i < value.length; i++) {
        if (value.text[i] < '0' || value.text[i] > '9') return false;
        *out = *out * 10 + (uint32_t)(value.text[i] - '0');
    }
    return true;
}

static bool take_time(TextLines *lines, char out[TIME_TEXT_SIZE])
{
    TextLine value;
    if (!take(lines, "time", &value) || value.length != TIME_TEXT_SIZE - 1) return false;
    memcpy(out, value.text, value.length);
    out[value.length] = '\0';
    return time_text_ok(out);
}

static bool parse(TextLines lines, PinFile *out)
{
    TextLine format;
    bool good = take(&lines, "format", &format) && format.length == 14 &&
                memcmp(format.text, "tilskudd-pin-1", 14) == 0;
    good = good && take_hash(&lines, "opening", out->opening);
    for (int i = 0; i < PIN_KEYS; i++)
        good = good && take_hash(&lines, key_names[i], out->keys[i]);
    good = good && take_entry(&lines, &out->entry) && take_time(&lines, out->time);
    return good && take_hash(&lines, "head", out->head);
}

/* A file that was given in a pin's place is told from a pin that was changed. */
static Status refuse_kind(const char *path, Failure *failure)
{
    return failure_set(failure, STATUS_INPUT_WRONG_NAMESPACE, path,
                       "this is no pin; 'tilskudd ledger pin' makes one");
}

/* By either of two words, so that a pin with a byte of one changed is still a changed pin. */
static bool resembles_pin(const InputFile *file)
{
    static const char *const words[] = {"tilskudd-pin-", "\nopening: "};
    for (size_t w = 0; w < sizeof words / sizeof words[0]; w++) {
        size_t length = strlen(words[w]);
        for (size_t at = 0; at + length <= file->size; at++)
            if (strncasecmp((const char *)file->bytes + at, words[w], length) == 0) return true;
    }
    return file->size == 0;
}

/* Only the very bytes that are written again are a pin. */
static Status read_pin(const char *path, const InputFile *file, PinFile *out, Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer same = TEXT_BUFFER_EMPTY;
    TextLines lines = {.bytes = (const char *)file->bytes, .size = file->size};
    PinFile pin = {.entry = 0};
    if (parse(lines, &pin)) {
        write_pin(&pin, &same);
        TRY(text_buffer_status(&same, failure));
    }
    if (same.length != file->size || file->size == 0 ||
        memcmp(same.bytes, file->bytes, file->size) != 0)
        return failure_set(failure, STATUS_VERIFICATION, path,
                           "not a pin as 'tilskudd ledger pin' writes it");
    *out = pin;
    return STATUS_OK;
}

/* --- the place --- */

static Status refuse(const char *path, const char *what, Failure *failure)
{
    return failure_set(failure, STATUS_PIN, path, "%s", what);
}

/* Who can write in the folder can put an older pin in the place of this one; in a folder like
 * /tmp (sticky) only the owner of a file can. */
static Status check_folder(const char *path, Failure *failure)
{
    struct stat found;
    char parent[PATH_SIZE];
    TRY(path_parent(path, parent, failure));
    if (stat(parent, &found) != 0)
        return failure_set(failure, errno == ENOENT ? STATUS_NO_PARENT : STATUS_READ, parent,
                           "%s", strerror(errno));
    bool others = (found.st_mode & (S_IWGRP | S_IWOTH)) != 0 && (found.st_mode & S_ISVTX) == 0;
    if (found.st_uid != geteuid() && found.st_uid != 0)
        return refuse(parent, "the pin's folder belongs to somebody else", failure);
    return others ? refuse(parent, "others can write in the pin's folder", failure) : STATUS_OK;
}

static Status check_owned(const char *path, int descriptor, Failure *failure)
{
    struct stat found;
    if (fstat(descriptor, &found) != 0)
        return failure_set(failure, STATUS_READ, path, "%s", strerror(errno));
    if (found.st_uid != geteuid()) return refuse(path, "it belongs to somebody else", failure);
    if ((found.st_mode & (S_IWGRP | S_IWOTH)) == 0) return STATUS_OK;
    return refuse(path, "others can write it: chmod 600", failure);
}

Status pin_file_read(const char *path, PinFile *out, Failure *failure)
{
    PathKind kind;
    CLEANUP(stored_file_close) StoredFile stored = {.descriptor = -1};
    CLEANUP(input_file_free) InputFile file = {0};
    TRY(path_kind(path, &kind, failure));
    if (kind == PATH_MISSING)
        return failure_set(failure, STATUS_INPUT_MISSING, path,
                           "there is no pin; 'tilskudd ledger pin' makes one");
    if (kind == PATH_FOLDER)
        return failure_set(failure, STATUS_INPUT_NOT_REGULAR, path,
                           "a folder, and a pin is asked for; 'tilskudd ledger pin' makes one");
    if (kind != PATH_FILE) return refuse(path, "it is no plain file", failure);
    TRY(stored_file_open_at(&stored, AT_FDCWD, path, path, failure));
    if (stored.identity.size > PIN_SIZE_MAX) return refuse_kind(path, failure);
    TRY(failure_at(failure, path,
                   input_file_load(&stored, PIN_SIZE_MAX, false, &file, failure)));
    if (!resembles_pin(&file)) return refuse_kind(path, failure);
    TRY(check_folder(path, failure));
    TRY(check_owned(path, stored.descriptor, failure));
    return read_pin(path, &file, out, failure);
}

/* --- writing --- */

static Status save(const char *path, const char *parent, const PinFile *pin, bool only_new,
                   Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    write_pin(pin, &text);
    TRY(text_buffer_status(&text, failure));
    TRY((only_new ? output_file_save_new : output_file_save)(
        path, PIN_MODE, OUTPUT_PLAIN, text.bytes, text.length, NULL, failure));
    return path_sync(parent, failure);
}

Status pin_file_make(const char *path, const PinFile *pin, Failure *failure)
{
    char parent[PATH_SIZE];
    CLEANUP(system_close) int lock = -1;
    TRY(path_parent(path, parent, failure));
    TRY(check_folder(path, failure));
    /* Of the folder, whatever file takes the pin's place meanwhile. */
    TRY(lock_in_turn(parent, &lock, failure));
    return save(path, parent, pin, true, failure);
}

Status pin_file_move(const char *path, const PinFile *to, PinFits fits, const void *user,
                     Failure *failure)
{
    PinFile now;
    char parent[PATH_SIZE];
    CLEANUP(system_close) int lock = -1;
    TRY(path_parent(path, parent, failure));
    TRY(lock_in_turn(parent, &lock, failure));
    TRY(pin_file_read(path, &now, failure));
    bool same = memcmp(now.opening, to->opening, SHA256_SIZE) == 0 && fits(user, &now);
    if (now.entry == to->entry) same = same && memcmp(now.head, to->head, SHA256_SIZE) == 0;
    if (!same)
        return failure_set(failure, STATUS_VERIFICATION, path,
                           "the pin was changed meanwhile, to another ledger's");
    return now.entry > to->entry ? STATUS_OK : save(path, parent, to, false, failure);
}
