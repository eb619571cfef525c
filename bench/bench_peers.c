/* bench_peers.c - other tools on the same register. Each is a script of bench/peers that prints
 * its name in its first line and its answer in its last, and ends with 77 when what it needs is
 * not installed. */
#include "bench/bench_measure.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { NOT_INSTALLED = 77 };

typedef struct Peering {
    const Setup *setup;
    World world;
    char register_path[BENCH_PATH], run[BENCH_PATH];
} Peering;

static void peer_words(const Peering *peering, const char *script, const char *step,
                       Words *words)
{
    *words = (Words){.count = 0};
    words_add(words, "sh");
    words_add(words, "%s/bench/peers/%s", peering->setup->source, script);
    words_list(words, (const char *const[]){step, peering->register_path, peering->world.again,
                                            peering->run, NULL});
    words_add(words, "%s", peering->setup->source);
    words_add(words, "/proc/%ld/exe", (long)getpid());
}

/* The first and the last line of what was printed. */
static void read_lines(const char *path, char *first, char *last)
{
    char line[BENCH_TEXT];
    FILE *file = fopen(path, "r");
    first[0] = last[0] = '\0';
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (first[0] == '\0') snprintf(first, BENCH_TEXT, "%s", line);
        snprintf(last, BENCH_TEXT, "%s", line);
    }
    if (file != NULL) fclose(file);
}

static bool prepare(const Peering *peering, const char *script)
{
    Words words;
    peer_words(peering, script, "prepare", &words);
    return child_try(&words, peering->world.output);
}

static void measure_peer(const Peering *peering, const char *script, int repeat,
                         PeerResult *out)
{
    Words words;
    char ignored[BENCH_TEXT];
    for (int i = 0; i < repeat; i++) {
        peer_words(peering, script, "measure", &words);
        Measured measured = child_run(&words, peering->world.output, 0);
        samples_add(&out->cost.wall, measured.wall);
        samples_add(&out->cost.cpu, measured.cpu);
        samples_add(&out->cost.peak_kib, measured.peak_kib);
        read_lines(peering->world.output, out->name, out->answer);
    }
    peer_words(peering, script, "ours", &words);
    (void)child_run(&words, peering->world.output, 0);
    read_lines(peering->world.output, ignored, out->ours);
}

void measure_peers(const Setup *setup, int repeat, long persons, const char *cohort,
                   Results *out)
{
    static const char *const scripts[] = {"mawk.sh", "xmllint.sh", "lxml.sh", "sqlite.sh",
                                          "duckdb.sh"};
    Peering peering = {.setup = setup};
    Words words;
    world_open(&peering.world, setup, persons, FORM_FILE, cohort);
    world_register(&peering.world, peering.register_path);
    bench_join(peering.run, peering.world.again, "run");
    world_words(&peering.world, WORK_RUN_2, &words);
    (void)child_run(&words, peering.world.output, 0);
    out->peer_persons = persons;
    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++) {
        bench_tell("peers: %s", scripts[i]);
        if (!prepare(&peering, scripts[i])) continue;
        measure_peer(&peering, scripts[i], repeat, &out->peers[out->peer_count++]);
    }
    remove_all(peering.world.again);
    bench_tell("%s", "");
}
