/*
 * mutate.c - every file of a proposal or an entry, changed in every way that mutations.h knows,
 * listed and signed again by every party that could, and put before the commands that must
 * refuse it: a table of file x change x party -> who refuses with which status.
 *
 *   mutate proposal|entry ROOT TARGET OTHER EXCEPTIONS EVERY LOG-KEY PARTY=KEY,CERT...
 *          -- WORD COMMAND... [-- WORD COMMAND...]...
 *
 * ROOT is put back before each change (a run folder, or the ledger), TARGET is the folder in it
 * whose files are changed, OTHER one of the same kind to exchange files with. One of EVERY
 * cases is tried. A case that a command accepts must stand in EXCEPTIONS with its reason. Exit
 * 1 when one does not, or when a case ends in any other way than refused or done.
 */
#include <ctype.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "formats/run/entry.h"
#include "tests/trust/forged.h"
#include "tests/trust/mutations.h"

extern char **environ;

enum { FILES_MAX = 256, PARTIES_MAX = 8, COMMANDS_MAX = 4, EXCEPTIONS_MAX = 256 };

typedef struct Kept {
    char name[PATH_SIZE]; /* below the root */
    TextBuffer bytes;
    mode_t mode;
} Kept;

typedef struct Party {
    char name[32];
    ForgedKeys keys; /* none: nobody lists or signs anything; with "log" the log's key alone */
} Party;

typedef struct Trial {
    bool entry;
    const char *root, *target, *other, *log_key;
    size_t prefix; /* of names in the target, below the root */
    Kept files[FILES_MAX];
    size_t file_count;
    Party parties[PARTIES_MAX];
    size_t party_count;
    char **commands[COMMANDS_MAX]; /* the word, and what is executed */
    size_t command_count;
    char *exceptions[EXCEPTIONS_MAX];
    bool used[EXCEPTIONS_MAX];
    size_t exception_count;
    unsigned long every, cases, refused, harmless, wrong;
} Trial;

/* One change of one file by one party. */
typedef struct Case {
    const Kept *file;
    const char *name; /* in the target */
    Mutation mutation;
    unsigned place;
    const Party *party;
    char what[MUTATION_WHAT_SIZE];
    bool same_content; /* it is only packed another way */
} Case;

/* --- what is put back --- */

static void keep(Trial *trial, const char *below)
{
    Failure failure = {0};
    CLEANUP(path_list_free) PathList list = {0};
    const char *folder = below[0] != '\0' ? forged_path(trial->root, below) : trial->root;
    forged_must(path_list(folder, &list, &failure), &failure);
    for (size_t i = 0; i < list.count; i++) {
        char name[PATH_SIZE];
        struct stat there;
        forged_must(path_join(below, list.names[i], name, &failure), &failure);
        if (stat(forged_path(trial->root, name), &there) != 0) continue;
        if (S_ISDIR(there.st_mode)) {
            keep(trial, name);
            continue;
        }
        if (trial->file_count == FILES_MAX) forged_die("too many files", name);
        Kept *kept = &trial->files[trial->file_count++];
        snprintf(kept->name, sizeof kept->name, "%s", name);
        kept->bytes = forged_read(forged_path(trial->root, name));
        kept->mode = there.st_mode & 0777;
    }
}

static void make_parents(const char *path)
{
    char parent[PATH_SIZE];
    snprintf(parent, sizeof parent, "%s", path);
    for (char *at = strchr(parent + 1, '/'); at != NULL; at = strchr(at + 1, '/')) {
        *at = '\0';
        (void)mkdir(parent, 0750);
        *at = '/';
    }
}

static void put_back(const Trial *trial)
{
    Failure failure = {0};
    forged_must(path_remove(trial->root, &failure), &failure);
    for (size_t i = 0; i < trial->file_count; i++) {
        const Kept *kept = &trial->files[i];
        const char *path = forged_path(trial->root, kept->name);
        make_parents(path);
        forged_write(path, kept->bytes.bytes, kept->bytes.length);
        if (chmod(path, kept->mode) != 0) forged_die("mode", path);
    }
}

/* --- one change --- */

static bool exchange(const Trial *trial, const char *name, const char *path)
{
    char other[PATH_SIZE], folder[PATH_SIZE];
    Failure failure = {0};
    snprintf(other, sizeof other, "%s", forged_path(trial->other, name));
    if (!forged_there(other)) {
        /* Payment files have other names in each run: the first of the kind. */
        CLEANUP(path_list_free) PathList list = {0};
        forged_must(path_parent(other, folder, &failure), &failure);
        const char *dot = strstr(path_base_name(name), ".xml");
        if (dot == NULL || path_list(folder, &list, &failure) != STATUS_OK) return false;
        bool found = false;
        for (size_t i = 0; i < list.count && !found; i++) {
            const char *its = strstr(list.names[i], ".xml");
            found = its != NULL && strcmp(its, dot) == 0;
            if (found) snprintf(other, sizeof other, "%s", forged_path(folder, list.names[i]));
        }
        if (!found) return false;
    }
    CLEANUP(text_buffer_free) TextBuffer bytes = forged_read(other);
    CLEANUP(text_buffer_free) TextBuffer own = forged_read(path);
    if (bytes.length == own.length && memcmp(bytes.bytes, own.bytes, own.length) == 0)
        return false;
    forged_write(path, bytes.bytes, bytes.length);
    return true;
}

static bool change_folder(const Trial *trial, const Case *this)
{
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "%s", forged_path(trial->target, this->name));
    if (this->mutation == MUTATE_FILE_REMOVED) return unlink(path) == 0;
    if (this->mutation == MUTATE_EXCHANGED) return exchange(trial, this->name, path);
    CLEANUP(text_buffer_free) TextBuffer bytes = forged_read(path);
    Failure failure = {0};
    char folder[PATH_SIZE], name[PATH_SIZE];
    forged_must(path_parent(path, folder, &failure), &failure);
    snprintf(name, sizeof name, "A%.400s", path_base_name(path));
    forged_write(forged_path(folder, name), bytes.bytes, bytes.length);
    return true;
}

static bool is_packed(const TextBuffer *bytes)
{
    return bytes->length > 2 && memcmp(bytes->bytes, "\x1f\x8b", 2) == 0;
}

static bool content_is_same(const char *path, const Kept *file)
{
    Failure failure = {0};
    CLEANUP(input_file_free) InputFile now = {0};
    CLEANUP(input_file_free) InputFile before = {0};
    if (!is_packed(&file->bytes)) return false;
    if (input_file_read(path, INPUT_SMALL_SIZE_MAX, &now, &failure) != STATUS_OK) return false;
    forged_must(input_bytes_read(path, file->bytes.bytes, file->bytes.length,
                                 INPUT_SMALL_SIZE_MAX, &before, &failure),
                &failure);
    return now.size == before.size && memcmp(now.bytes, before.bytes, now.size) == 0;
}

static bool change(const Trial *trial, Case *this)
{
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "%s", forged_path(trial->target, this->name));
    this->what[0] = '\0';
    if (mutation_is_of_folder(this->mutation)) return change_folder(trial, this);
    bool content = mutation_is_of_content(this->mutation);
    size_t length = strlen(this->name);
    if (content && length > 4 && strcmp(this->name + length - 4, ".p7s") == 0) return false;
    CLEANUP(text_buffer_free)
    TextBuffer text = content ? forged_content(path) : forged_read(path);
    CLEANUP(text_buffer_free) TextBuffer out = TEXT_BUFFER_EMPTY;
    if (!mutation_apply(this->mutation, this->place, &text, &out, this->what)) return false;
    (content ? forged_write_content : forged_write)(path, out.bytes, out.length);
    this->same_content = content_is_same(path, this->file);
    return true;
}

/* --- listed and signed by a party --- */

static bool ends(const char *text, const char *end)
{
    size_t length = strlen(text), of = strlen(end);
    return length >= of && strcmp(text + length - of, end) == 0;
}

/* What the party has not spoilt itself it signs anew. */
static void sign_again(const Trial *trial, const Case *this, const char *name)
{
    char signature[PATH_SIZE];
    snprintf(signature, sizeof signature, "%s.p7s", name);
    const char *path = forged_path(trial->target, name);
    if (strcmp(signature, this->name) != 0 && forged_there(path))
        forged_sign(path, &this->party->keys);
}

static uint32_t number_of(const char *target)
{
    return (uint32_t)strtoul(path_base_name(target), NULL, 10);
}

/* Entries after the changed one are linked and signed by whoever changed it. */
static void sign_following(const Trial *trial, const Case *this, uint32_t number)
{
    char name[ENTRY_NAME_SIZE], folder[PATH_SIZE];
    for (number++;; number++) {
        entry_name(number, name);
        snprintf(folder, sizeof folder, "%s", forged_path(trial->root, name));
        if (!forged_there(folder)) return;
        forged_link(trial->root, number, folder);
        forged_sign(forged_path(folder, "entry.json"), &this->party->keys);
        forged_log(trial->root, number, folder, trial->log_key);
    }
}

static void sign_entry(const Trial *trial, const Case *this)
{
    bool own = strcmp(this->name, "entry.json") == 0;
    bool checkpoint = strcmp(this->name, "checkpoint") == 0;
    uint32_t number = number_of(trial->target);
    if (!forged_there(forged_path(trial->target, "entry.json"))) return;
    if (!own) {
        if (strcmp(this->name, "manifest.json") == 0) sign_again(trial, this, "manifest.json");
        forged_list(trial->target);
    }
    sign_again(trial, this, "entry.json");
    if (checkpoint) return;
    forged_log(trial->root, number, trial->target, trial->log_key);
    if (forged_there(forged_path(trial->target, "entry.json.p7s")))
        sign_following(trial, this, number);
}

static void sign_run(const Trial *trial, const Case *this)
{
    bool own = strcmp(this->name, "manifest.json") == 0;
    if (!forged_there(forged_path(trial->target, "manifest.json"))) return;
    if (!own) forged_list(trial->target);
    sign_again(trial, this, "manifest.json");
}

static void sign_by_party(const Trial *trial, const Case *this)
{
    if (strcmp(this->party->name, "nobody") == 0) return;
    if (this->party->keys.count == 0) {
        if (strcmp(this->name, "checkpoint") != 0 &&
            forged_there(forged_path(trial->target, "entry.json")))
            forged_log(trial->root, number_of(trial->target), trial->target, trial->log_key);
        return;
    }
    if (ends(this->name, ".xml.gz")) sign_again(trial, this, this->name);
    (trial->entry ? sign_entry : sign_run)(trial, this);
}

/* --- put before the commands --- */

static int run_command(char **words)
{
    pid_t child;
    int status = 0;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    for (int fd = 0; fd < 3; fd++)
        posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", O_RDWR, 0);
    if (posix_spawnp(&child, words[0], &actions, NULL, words, environ) != 0)
        forged_die("cannot be started", words[0]);
    posix_spawn_file_actions_destroy(&actions);
    while (waitpid(child, &status, 0) < 0)
        continue;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static bool is_refusal(int status)
{
    return status == 1 || (status >= 4 && status <= 7);
}

/* "KIND | FILE | CHANGE | PARTY | COMMAND | reason", with patterns; CHANGE has the place. */
static bool is_exception(Trial *trial, const Case *this, const char *command)
{
    char row[1024];
    const char *what = this->same_content ? "same content" : this->what;
    snprintf(row, sizeof row, "%s | %s | %s, %s | %s | %s", trial->entry ? "entry" : "proposal",
             this->name, mutation_text(this->mutation), what, this->party->name, command);
    for (size_t i = 0; i < trial->exception_count; i++) {
        if (fnmatch(trial->exceptions[i], row, 0) != 0) continue;
        trial->used[i] = true;
        return true;
    }
    return false;
}

static void judge(Trial *trial, const Case *this, const char *word, int status)
{
    const char *verdict = "";
    if (is_refusal(status)) {
        trial->refused++;
    } else if (status == 0 && is_exception(trial, this, word)) {
        trial->harmless++;
        verdict = " (cannot matter)";
    } else {
        trial->wrong++;
        verdict = status == 0 ? " ACCEPTED" : " WRONG";
    }
    printf("  %s %d%s", word, status, verdict);
}

static void try_case(Trial *trial, Case *this)
{
    if (!change(trial, this)) return;
    trial->cases++;
    sign_by_party(trial, this);
    printf("%-28.28s %-13s %-24s %-9s", this->name, mutation_text(this->mutation),
           this->same_content ? "same content" : this->what, this->party->name);
    for (size_t i = 0; i < trial->command_count; i++)
        judge(trial, this, trial->commands[i][0], run_command(trial->commands[i] + 1));
    printf("\n");
    fflush(stdout);
}

/* A number that looks drawn and is always the same for the same case. */
static unsigned long drawn(const Case *this, unsigned long every)
{
    unsigned long hash = 5381;
    for (const char *c = this->name; *c != '\0'; c++)
        hash = hash * 33 + (unsigned char)*c * (unsigned)isalpha((unsigned char)*c);
    hash = hash * 33 + (unsigned)this->mutation;
    hash = hash * 33 + this->place;
    for (const char *c = this->party->name; *c != '\0'; c++)
        hash = hash * 33 + (unsigned char)*c;
    return (hash ^ hash >> 7) % every;
}

static void try_all(Trial *trial)
{
    for (size_t f = 0; f < trial->file_count; f++) {
        Case this = {.file = &trial->files[f]};
        if (strncmp(this.file->name, trial->target + strlen(trial->root) + (trial->prefix > 0),
                    trial->prefix) != 0)
            continue;
        this.name = this.file->name + trial->prefix + (trial->prefix > 0);
        for (size_t p = 0; p < trial->party_count; p++) {
            this.party = &trial->parties[p];
            for (int m = 0; m < MUTATION_COUNT; m++) {
                this.mutation = (Mutation)m;
                for (this.place = 0; this.place < mutation_places(this.mutation);
                     this.place++) {
                    if (drawn(&this, trial->every) != 0) continue;
                    this.same_content = false;
                    put_back(trial);
                    try_case(trial, &this);
                }
            }
        }
    }
    put_back(trial);
}

/* --- the command line --- */

static void read_exceptions(Trial *trial, const char *path)
{
    static TextBuffer text;
    text = forged_read(path);
    for (char *line = text.bytes; line != NULL && *line != '\0';) {
        char *end = strchr(line, '\n');
        if (end != NULL) *end++ = '\0';
        char *reason = strrchr(line, '|');
        if (line[0] != '#' && reason != NULL && trial->exception_count < EXCEPTIONS_MAX) {
            while (reason > line && reason[-1] == ' ')
                reason--;
            *reason = '\0';
            trial->exceptions[trial->exception_count++] = line;
        }
        line = end;
    }
}

static void read_party(Trial *trial, char *word)
{
    Party *party = &trial->parties[trial->party_count++];
    char *keys = strchr(word, '=');
    if (keys != NULL) *keys++ = '\0';
    snprintf(party->name, sizeof party->name, "%s", word);
    if (keys == NULL) return;
    char *certificate = strchr(keys, ',');
    if (certificate == NULL) forged_die("KEY,CERT", word);
    *certificate++ = '\0';
    party->keys = (ForgedKeys){.keys = {keys}, .certificates = {certificate}, .count = 1};
}

static void read_words(Trial *trial, int count, char **words)
{
    for (int i = 0; i < count; i++) {
        if (strcmp(words[i], "--") == 0) {
            words[i] = NULL; /* ends the command before it */
            if (trial->command_count < COMMANDS_MAX)
                trial->commands[trial->command_count++] = words + i + 1;
        } else if (trial->command_count == 0 && trial->party_count < PARTIES_MAX) {
            read_party(trial, words[i]);
        }
    }
}

static int report(const Trial *trial)
{
    printf("%lu changes: refused %lu times, harmless %lu times, wrong %lu times\n",
           trial->cases, trial->refused, trial->harmless, trial->wrong);
    for (size_t i = 0; trial->every == 1 && i < trial->exception_count; i++) {
        const char *kind = trial->entry ? "entry" : "proposal";
        if (trial->used[i] || strncmp(trial->exceptions[i], kind, strlen(kind)) != 0) continue;
        printf("no change needs the exception: %s\n", trial->exceptions[i]);
    }
    return trial->cases > 0 && trial->wrong == 0 ? 0 : 1;
}

int main(int argc, char **argv)
{
    static Trial trial;
    if (argc < 10) {
        fprintf(stderr, "usage: see mutate.c\n");
        return 2;
    }
    trial.entry = strcmp(argv[1], "entry") == 0;
    trial.root = argv[2];
    trial.target = argv[3];
    trial.other = argv[4];
    read_exceptions(&trial, argv[5]);
    trial.every = strtoul(argv[6], NULL, 10);
    trial.log_key = argv[7];
    size_t below = strlen(trial.target) - strlen(trial.root);
    trial.prefix = below > 0 ? below - 1 : 0;
    read_words(&trial, argc - 8, argv + 8);
    if (trial.command_count == 0 || trial.every == 0) forged_die("no commands", argv[0]);
    keep(&trial, "");
    try_all(&trial);
    return report(&trial);
}
