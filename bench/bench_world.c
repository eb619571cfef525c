#include "bench/bench_world.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/program.h"

enum { QUARTERS = 4, HASH_BYTES = 32, READ_BYTES = 1 << 20 };

static const char *const quarter_days[QUARTERS + 1] = {"2018-01-02", "2018-04-03", "2018-07-03",
                                                       "2018-10-02", "2018-12-31"};

/* --- files --- */

void bench_join(char out[BENCH_PATH], const char *folder, const char *name)
{
    if (snprintf(out, BENCH_PATH, "%s/%s", folder, name) >= BENCH_PATH)
        bench_stop("%s: the path is too long", folder);
}

double bytes_below(const char *path)
{
    struct stat found;
    double sum = 0;
    if (lstat(path, &found) != 0) return 0;
    if (!S_ISDIR(found.st_mode)) return (double)found.st_size;
    DIR *folder = opendir(path);
    for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
        char below[BENCH_PATH];
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        bench_join(below, path, entry->d_name);
        sum += bytes_below(below);
    }
    if (folder != NULL) closedir(folder);
    return sum;
}

static void run_quietly(const char *const *list)
{
    Words words = {0};
    words_list(&words, list);
    (void)child_run(&words, NULL, 0);
}

void remove_all(const char *path)
{
    run_quietly((const char *const[]){"rm", "-rf", path, NULL});
}

static void make_folder(const char *path)
{
    run_quietly((const char *const[]){"mkdir", "-p", path, NULL});
}

/* Links to what nobody writes in again. */
static void copy_linked(const char *from, const char *to)
{
    run_quietly((const char *const[]){"cp", "-al", from, to, NULL});
}

long rows_of(const char *path)
{
    long rows = -1;
    FILE *file = fopen(path, "r");
    for (int c; file != NULL && (c = getc(file)) != EOF;)
        rows += c == '\n';
    if (file != NULL) fclose(file);
    return rows > 0 ? rows : 0;
}

static void read_file(const char *path)
{
    static char buffer[READ_BYTES];
    FILE *file = fopen(path, "r");
    while (file != NULL && fread(buffer, 1, sizeof buffer, file) > 0)
        ;
    if (file != NULL) fclose(file);
}

static void read_below(const char *path)
{
    struct stat found;
    if (stat(path, &found) != 0) bench_stop("%s is not there", path);
    if (!S_ISDIR(found.st_mode)) {
        read_file(path);
        return;
    }
    DIR *folder = opendir(path);
    for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
        char below[BENCH_PATH];
        if (entry->d_name[0] == '.') continue;
        bench_join(below, path, entry->d_name);
        read_below(below);
    }
    if (folder != NULL) closedir(folder);
}

/* --- command lines --- */

static void register_of(const World *world, int quarter, char path[BENCH_PATH])
{
    static const char *const last[FORM_COUNT] = {"q4.xml", "q4-municipality", "q4.xml.gz"};
    char name[16];
    snprintf(name, sizeof name, "q%d.xml", quarter);
    bench_join(path, world->cohort, quarter == QUARTERS ? last[world->form] : name);
}

void world_register(const World *world, char path[BENCH_PATH])
{
    register_of(world, QUARTERS, path);
}

static void program_words(const World *world, const char *command, Words *words)
{
    *words = (Words){.count = 0};
    words_add(words, "%s", world->setup->program);
    words_add(words, "%s", command);
}

static void run_words(const World *world, int quarter, int threads, const char *out,
                      Words *words)
{
    char path[BENCH_PATH];
    register_of(world, quarter, path);
    program_words(world, "run", words);
    words_list(words, (const char *const[]){"--year", "2018", "--quarter", NULL});
    words_add(words, "%d", quarter);
    words_list(words, (const char *const[]){"--register", path, "--payees", NULL});
    words_add(words, "%s/fixtures/payees/payees.csv", world->setup->source);
    words_add(words, "--ledger");
    words_add(words, "%s/ledger", world->folder);
    if (quarter < QUARTERS || world->form != FORM_MUNICIPALITY) words_add(words, "--national");
    words_list(words, (const char *const[]){"--out", out, "--threads", NULL});
    words_add(words, "%d", threads);
    words_add(words, "--time");
    words_add(words, "%sT12:00:00Z", quarter_days[quarter]);
}

static void approve_words(const World *world, int quarter, const char *run, const char *ledger,
                          Words *words)
{
    char accounts[BENCH_PATH];
    bench_join(accounts, run, "new-accounts.csv");
    program_words(world, "approve", words);
    words_list(words, (const char *const[]){run, "--ledger", ledger, "--yes", "--same-inputs",
                                            "--confirm-new-accounts", NULL});
    words_add(words, "%ld", rows_of(accounts));
    words_list(words, (const char *const[]){"--threads", "2", "--time", NULL});
    words_add(words, "%sT13:00:00Z", quarter_days[quarter]);
}

static void reconcile_words(const World *world, const char *ledger, Words *words)
{
    char status[BENCH_PATH], booked[BENCH_PATH];
    bench_join(status, world->again, "status.xml");
    bench_join(booked, world->again, "booked.xml");
    program_words(world, "reconcile", words);
    words_list(words, (const char *const[]){status, booked, "--ledger", ledger, NULL});
}

static void pack_words(const World *world, Words *words)
{
    char path[BENCH_PATH];
    world_register(world, path);
    program_words(world, "pack", words);
    words_list(words, (const char *const[]){path, "--out", NULL});
    words_add(words, "%s/q4.cols", world->again);
}

void world_words(const World *world, WorkKind kind, Words *words)
{
    char run[BENCH_PATH], other[BENCH_PATH], ledger[BENCH_PATH];
    bench_join(run, world->again, "run");
    bench_join(other, world->again, "other");
    bench_join(ledger, world->again, "ledger");
    switch (kind) {
    case WORK_RUN_LIBXML2:
        run_words(world, QUARTERS, work_threads(kind), other, words);
        words_list(words, (const char *const[]){"--reader", "libxml2", NULL});
        break;
    case WORK_PACK:
        pack_words(world, words);
        break;
    case WORK_RUN_PACKED:
        run_words(world, QUARTERS, work_threads(kind), other, words);
        words_add(words, "--pack");
        words_add(words, "%s/q4.cols", world->again);
        break;
    case WORK_APPROVE:
        approve_words(world, QUARTERS, run, ledger, words);
        break;
    case WORK_VERIFY:
        program_words(world, "verify", words);
        words_list(words, (const char *const[]){run, "--ledger", ledger, NULL});
        break;
    case WORK_CHECK:
        program_words(world, "ledger", words);
        words_list(words, (const char *const[]){"check", ledger, NULL});
        break;
    case WORK_RECONCILE:
        reconcile_words(world, ledger, words);
        break;
    default:
        run_words(world, QUARTERS, work_threads(kind), run, words);
    }
}

/* --- the ledger --- */

/* Who made it, of what. */
static void stamp_text(const World *world, char text[BENCH_PATH])
{
    char path[BENCH_PATH];
    bench_join(path, world->cohort, "q4.xml");
    snprintf(text, BENCH_PATH, "%s %ld persons %.0f bytes\n", program_build(), world->persons,
             bytes_below(path));
}

static bool is_there(const World *world)
{
    char path[BENCH_PATH], wanted[BENCH_PATH], found[BENCH_PATH] = "";
    bench_join(path, world->folder, "made-by");
    stamp_text(world, wanted);
    FILE *file = fopen(path, "r");
    if (file == NULL) return false;
    found[fread(found, 1, sizeof found - 1, file)] = '\0';
    fclose(file);
    return strcmp(found, wanted) == 0;
}

static void stamp(const World *world)
{
    char path[BENCH_PATH], text[BENCH_PATH];
    bench_join(path, world->folder, "made-by");
    stamp_text(world, text);
    FILE *file = fopen(path, "w");
    if (file == NULL || fputs(text, file) < 0 || fclose(file) != 0)
        bench_stop("%s cannot be written", path);
}

static void commit_quarter(const World *world, int quarter)
{
    Words words;
    char name[16], run[BENCH_PATH], ledger[BENCH_PATH];
    snprintf(name, sizeof name, "q%d", quarter);
    bench_join(run, world->folder, name);
    bench_join(ledger, world->folder, "ledger");
    run_words(world, quarter, 2, run, &words);
    (void)child_run(&words, world->output, 0);
    approve_words(world, quarter, run, ledger, &words);
    (void)child_run(&words, world->output, 0);
    remove_all(run); /* the ledger has it */
}

static void make_ledger(const World *world)
{
    Words words;
    char ledger[BENCH_PATH];
    bench_join(ledger, world->folder, "ledger");
    remove_all(world->folder);
    make_folder(world->folder);
    program_words(world, "ledger", &words);
    words_list(&words, (const char *const[]){"open", ledger, "--year", "2018", "--mode", "test",
                                             "--nothing-paid", "--time", NULL});
    words_add(&words, "%sT10:00:00Z", quarter_days[0]);
    (void)child_run(&words, world->output, 0);
    for (int quarter = 1; quarter < QUARTERS; quarter++)
        commit_quarter(world, quarter);
    stamp(world);
}

void world_open(World *world, const Setup *setup, long persons, WorldForm form,
                const char *cohort)
{
    char name[32];
    *world = (World){.setup = setup, .persons = persons, .form = form, .cohort = cohort};
    snprintf(name, sizeof name, "ledger-%ld", persons);
    bench_join(world->folder, setup->work, name);
    bench_join(world->again, setup->work, "again");
    bench_join(world->output, setup->work, "output.txt");
    remove_all(world->again);
    make_folder(world->again);
    if (!is_there(world)) make_ledger(world);
}

void world_warm(const World *world)
{
    char path[BENCH_PATH];
    world_register(world, path);
    read_below(path);
    bench_join(path, world->folder, "ledger");
    read_below(path);
}

/* --- before each work --- */

/* Entries are never written again; log, keys and lock are. */
static void copy_ledger(const World *world, const char *to)
{
    char from[BENCH_PATH];
    bench_join(from, world->folder, "ledger");
    remove_all(to);
    make_folder(to);
    DIR *folder = opendir(from);
    if (folder == NULL) bench_stop("%s is not there", from);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char path[BENCH_PATH];
        if (entry->d_name[0] == '.') continue;
        bench_join(path, from, entry->d_name);
        if (entry->d_name[0] == '0')
            copy_linked(path, to);
        else
            run_quietly((const char *const[]){"cp", "-a", path, to, NULL});
    }
    closedir(folder);
}

static void prepare_approval(const World *world)
{
    char ledger[BENCH_PATH], run[BENCH_PATH], payments[BENCH_PATH];
    bench_join(ledger, world->again, "ledger");
    bench_join(run, world->again, "run");
    bench_join(payments, run, "payments");
    remove_all(payments); /* of an approval before: the proposal is as it was */
    copy_ledger(world, ledger);
}

/* The bank says it has taken the file of payments, and then that it has booked them all. */
static void play_bank(const World *world)
{
    static const char *const status[] = {"--form", "pain.002.001.03", "--group", "ACCP",
                                         "--id",   "STATUS",          NULL};
    static const char *const booked[] = {"--form", "camt.054.001.02", "--id", "BOOKED", NULL};
    char payments[BENCH_PATH], file[BENCH_PATH] = "", out[BENCH_PATH];
    bench_join(payments, world->again, "run/payments");
    DIR *folder = opendir(payments);
    for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
        size_t length = strlen(entry->d_name);
        if (length > 7 && strcmp(entry->d_name + length - 7, ".xml.gz") == 0)
            bench_join(file, payments, entry->d_name);
    }
    if (folder != NULL) closedir(folder);
    if (file[0] == '\0') bench_stop("%s has no payment file", payments);
    for (int i = 0; i < 2; i++) {
        Words words = {0};
        words_list(&words, (const char *const[]){world->setup->player, file, NULL});
        words_list(&words, i == 0 ? status : booked);
        bench_join(out, world->again, i == 0 ? "status.xml" : "booked.xml");
        (void)child_run(&words, out, 0);
    }
}

void world_prepare(const World *world, WorkKind kind)
{
    char path[BENCH_PATH];
    bool other = kind == WORK_RUN_LIBXML2 || kind == WORK_RUN_PACKED;
    bench_join(path, world->again, kind == WORK_PACK ? "q4.cols" : other ? "other" : "run");
    switch (kind) {
    case WORK_APPROVE:
        prepare_approval(world);
        break;
    case WORK_RECONCILE:
        play_bank(world);
        break;
    case WORK_VERIFY:
    case WORK_CHECK:
        break;
    default:
        remove_all(path);
    }
}

/* --- what it takes --- */

void world_disk(const World *world, DiskUse *out)
{
    char path[BENCH_PATH], name[32];
    double before;
    *out = (DiskUse){0};
    bench_join(path, world->again, "ledger/000001");
    out->first_entry = bytes_below(path);
    bench_join(path, world->again, "ledger/000004");
    out->entry = bytes_below(path);
    bench_join(path, world->again, "ledger/log");
    out->leaves = bytes_below(path);
    for (int level = 0; level < 64; level++) {
        snprintf(name, sizeof name, "ledger/log/level-%02d", level);
        bench_join(path, world->again, name);
        out->levels += bytes_below(path);
        out->leaves -= bytes_below(path);
        if (level == 0) out->leaf_count = bytes_below(path) / HASH_BYTES;
    }
    bench_join(path, world->folder, "ledger/log/level-00");
    before = bytes_below(path) / HASH_BYTES;
    out->entry_leaf_count = out->leaf_count - before;
}
