/*
 * forge.c - makes what an attacker with a build and keys of his own could make of a proposal or
 * a ledger: `forge COMMAND ...`, see `usage`. Why: the tests must lie better than a text
 * editor, and without asking any check of the product. Tests alone use it; it is never
 * installed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/clock.h"
#include "formats/run/entry.h"
#include "tests/trust/forged.h"

static const char usage[] =
    "forge set FILE MEMBER=JSON...           members of a JSON file\n"
    "forge get FILE MEMBER                   prints one\n"
    "forge list FOLDER                       lists the files of a run folder or an entry anew\n"
    "forge sign FILE [OPTION...] KEY CERT... signs FILE by all of these\n"
    "    --time T      signing time          --extra CERT  one more certificate in it\n"
    "forge add-signer FILE KEY CERT          one more signer in FILE.p7s\n"
    "forge add-certificate FILE CERT         one more certificate in FILE.p7s\n"
    "forge add-line CHECKPOINT NAME          one more signature line\n"
    "forge payments FOLDER KEY CERT...       signs every payment file of a folder\n"
    "forge proposal RUN KEY CERT             signs payments, lists, signs manifest.json\n"
    "forge again FOLDER KEY CERT             the same of a proposal that is no run, also where "
    "it\n"
    "                                        stands in an entry\n"
    "forge entry LEDGER FOLDER LOG-KEY KEY CERT...\n"
    "                                        FOLDER becomes the next entry of the ledger\n"
    "forge relink LEDGER NUMBER LOG-KEY KEY CERT...\n"
    "                                        entries from NUMBER on: listed, linked, signed\n";

static int misused(void)
{
    fputs(usage, stderr);
    return 2;
}

/* --- JSON --- */

static int set_members(const char *path, int count, char **words)
{
    CLEANUP(text_buffer_free) TextBuffer json = forged_read(path);
    for (int i = 0; i < count; i++) {
        char *value = strchr(words[i], '=');
        if (value == NULL) return misused();
        *value++ = '\0';
        if (!forged_set(&json, words[i], value)) forged_die("there is no member", words[i]);
    }
    forged_write(path, json.bytes, json.length);
    return 0;
}

static int print_member(const char *path, const char *member)
{
    CLEANUP(text_buffer_free) TextBuffer json = forged_read(path);
    CLEANUP(text_buffer_free) TextBuffer value = forged_get(&json, member);
    printf("%s\n", value.bytes);
    return 0;
}

/* --- signatures --- */

static int64_t epoch_of(const char *text)
{
    TimeStamp stamp;
    Failure failure = {0};
    forged_must(time_stamp(text, &stamp, &failure), &failure);
    return stamp.epoch;
}

/* Options, and then pairs of keys and certificates. */
static bool read_keys(int count, char **words, ForgedKeys *keys)
{
    *keys = (ForgedKeys){0};
    for (; count >= 2; count -= 2, words += 2) {
        if (strcmp(words[0], "--time") == 0) {
            keys->time = epoch_of(words[1]);
        } else if (strcmp(words[0], "--extra") == 0) {
            keys->extra = words[1];
        } else if (keys->count < FORGED_KEYS_MAX) {
            keys->keys[keys->count] = words[0];
            keys->certificates[keys->count++] = words[1];
        }
    }
    return count == 0 && keys->count > 0;
}

static int sign_file(const char *path, int count, char **words)
{
    ForgedKeys keys;
    if (!read_keys(count, words, &keys)) return misused();
    forged_sign(path, &keys);
    return 0;
}

static int add_signer(int count, char **words)
{
    if (count != 3) return misused();
    forged_add_signer(words[0], words[1], words[2], 0);
    return 0;
}

/* --- proposals --- */

static int sign_payments(const char *folder, const ForgedKeys *keys)
{
    Failure failure = {0};
    CLEANUP(path_list_free) PathList list = {0};
    if (!forged_there(folder)) return 0;
    forged_must(path_list(folder, &list, &failure), &failure);
    for (size_t i = 0; i < list.count; i++) {
        size_t length = strlen(list.names[i]);
        if (length > 3 && strcmp(list.names[i] + length - 3, ".gz") == 0)
            forged_sign(forged_path(folder, list.names[i]), keys);
    }
    return 0;
}

static int64_t time_in(const char *path)
{
    CLEANUP(text_buffer_free) TextBuffer json = forged_read(path);
    CLEANUP(text_buffer_free) TextBuffer text = forged_get(&json, "time");
    return epoch_of(text.bytes);
}

static int make_proposal(const char *run, int count, char **words)
{
    ForgedKeys keys;
    char manifest[PATH_SIZE];
    Failure failure = {0};
    if (!read_keys(count, words, &keys)) return misused();
    forged_must(path_join(run, "manifest.json", manifest, &failure), &failure);
    if (keys.time == 0) keys.time = time_in(manifest);
    (void)sign_payments(forged_path(run, "proposal"), &keys);
    forged_list(run);
    forged_sign(manifest, &keys);
    return 0;
}

static int list_again(const char *folder, int count, char **words)
{
    ForgedKeys keys;
    char manifest[PATH_SIZE];
    Failure failure = {0};
    if (!read_keys(count, words, &keys)) return misused();
    forged_must(path_join(folder, "manifest.json", manifest, &failure), &failure);
    if (keys.time == 0) keys.time = time_in(manifest);
    if (!forged_list_proposal(folder)) forged_die("is of a run", manifest);
    forged_sign(manifest, &keys);
    return 0;
}

/* --- entries --- */

static void make_entry(const char *ledger, uint32_t number, const char *folder,
                       const char *log_key, const ForgedKeys *keys)
{
    char path[PATH_SIZE];
    Failure failure = {0};
    forged_must(path_join(folder, "entry.json", path, &failure), &failure);
    forged_link(ledger, number, folder);
    forged_list(folder);
    forged_sign(path, keys);
    forged_log(ledger, number, folder, log_key);
}

static int add_entry(int count, char **words)
{
    ForgedKeys keys;
    char name[ENTRY_NAME_SIZE];
    if (count < 5 || !read_keys(count - 3, words + 3, &keys)) return misused();
    uint32_t number = forged_entries(words[0]);
    make_entry(words[0], number, words[1], words[2], &keys);
    entry_name(number, name);
    if (rename(words[1], forged_path(words[0], name)) != 0)
        forged_die("cannot become the next entry", words[1]);
    return 0;
}

static int relink(int count, char **words)
{
    ForgedKeys keys;
    char name[ENTRY_NAME_SIZE], folder[PATH_SIZE];
    Failure failure = {0};
    if (count < 5 || !read_keys(count - 3, words + 3, &keys)) return misused();
    uint32_t entries = forged_entries(words[0]);
    for (uint32_t n = (uint32_t)strtoul(words[1], NULL, 10); n < entries; n++) {
        entry_name(n, name);
        forged_must(path_join(words[0], name, folder, &failure), &failure);
        make_entry(words[0], n, folder, words[2], &keys);
    }
    return 0;
}

static int payments(const char *folder, int count, char **words)
{
    ForgedKeys keys;
    if (!read_keys(count, words, &keys)) return misused();
    return sign_payments(folder, &keys);
}

int main(int argc, char **argv)
{
    if (argc < 3) return misused();
    const char *command = argv[1], *path = argv[2];
    int count = argc - 3;
    char **words = argv + 3;
    if (strcmp(command, "set") == 0) return set_members(path, count, words);
    if (strcmp(command, "get") == 0 && count == 1) return print_member(path, words[0]);
    if (strcmp(command, "sign") == 0) return sign_file(path, count, words);
    if (strcmp(command, "add-signer") == 0) return add_signer(argc - 2, argv + 2);
    if (strcmp(command, "payments") == 0) return payments(path, count, words);
    if (strcmp(command, "proposal") == 0) return make_proposal(path, count, words);
    if (strcmp(command, "again") == 0) return list_again(path, count, words);
    if (strcmp(command, "entry") == 0) return add_entry(argc - 2, argv + 2);
    if (strcmp(command, "relink") == 0) return relink(argc - 2, argv + 2);
    if (strcmp(command, "list") == 0)
        forged_list(path);
    else if (strcmp(command, "add-certificate") == 0 && count == 1)
        forged_add_signer(path, NULL, words[0], 0);
    else if (strcmp(command, "add-line") == 0 && count == 1)
        forged_add_line(path, words[0]);
    else
        return misused();
    return 0;
}
