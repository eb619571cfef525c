/* bench_report.c - tables: for a terminal and as Markdown. */
#include "bench/bench_report.h"

#include <string.h>

enum { KIB_OF_MIB = 1024 };

static const char *const target_words[] = {"met", "NOT MET", "-"};

/* "1 000 000" */
static const char *grouped(long number, char text[32])
{
    char digits[24];
    int length = snprintf(digits, sizeof digits, "%ld", number), at = 0;
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0) text[at++] = ' ';
        text[at++] = digits[i];
    }
    text[at] = '\0';
    return text;
}

static double nanoseconds_each(const WorldResult *world, const Samples *seconds)
{
    return samples_median(seconds) * 1e9 / world->people;
}

/* Instructions a person of a work, which were counted with one thread and fewer persons. */
static double instructions_of(const WorldResult *counted, WorkKind kind)
{
    return counted->costs[kind == WORK_RUN_2 ? WORK_RUN_1 : kind].instructions;
}

/* "1.23 (1.20 to 1.31)" */
static const char *spread(const Samples *samples, char text[64])
{
    snprintf(text, 64, "%.2f (%.2f to %.2f)", samples_median(samples), samples_low(samples),
             samples_high(samples));
    return text;
}

/* --- for a terminal --- */

static void print_head(const Results *results, FILE *out)
{
    fprintf(out, "%s, %d cores, Linux %s\n%s; %s\ntilskudd build %s, commit %s, %s\n",
            results->machine, results->cores, results->kernel, results->compiler,
            results->libraries, results->build, results->commit, results->date);
    fprintf(out, "instructions: %s\n", results->counted_by);
}

static void print_work(const WorldResult *world, WorkKind kind, const Results *results,
                       FILE *out)
{
    char wall[64], ratio[64];
    const Cost *cost = &world->costs[kind];
    const Cost *floor = &world->costs[work_threads(kind) == 1 ? WORK_FLOOR_1 : WORK_FLOOR_2];
    double seconds = samples_median(&cost->wall);
    Samples times = samples_ratio(&cost->wall, &floor->wall);
    fprintf(out, "%-22s %2d  %-24s %8.2f %11.0f %8.0f %8.0f %9.0f  %-22s", work_text(kind),
            work_threads(kind), spread(&cost->wall, wall), samples_median(&cost->cpu),
            world->people / seconds, world->bytes / 1e6 / seconds,
            samples_median(&cost->peak_kib) / KIB_OF_MIB, nanoseconds_each(world, &cost->cpu),
            spread(&times, ratio));
    double instructions = instructions_of(&results->counted, kind);
    if (instructions > 0) fprintf(out, " %9.0f", instructions);
    fputc('\n', out);
}

static void print_stages(const WorldResult *world, WorkKind kind, const Results *results,
                         FILE *out)
{
    const StageCost *cost = &world->stages[kind];
    double sum = 0;
    if (cost->wall.count == 0) return;
    for (int s = 0; s < STAGE_COUNT; s++)
        if (s != STAGE_WAIT) sum += samples_median(&cost->all[s]);
    fprintf(
        out,
        "\nstages of %s, %d thread%s: wall by the clock %.2f s, CPU s of all but wait %.2f\n"
        "%-12s %24s %11s %7s %9s %10s %9s\n",
        work_text(kind), work_threads(kind), work_threads(kind) == 1 ? "" : "s",
        samples_median(&cost->wall), sum, "stage", "CPU s", "ns/person", "share", "serial s",
        "peak MiB", "instr/p");
    for (int s = STAGE_READ; s < STAGE_COUNT; s++) {
        char text[64];
        double all = samples_median(&cost->all[s]);
        if (all <= 0) continue;
        fprintf(out, "%-12s %24s %11.0f %6.1f%% %9.2f %10.0f", stage_text((Stage)s),
                spread(&cost->all[s], text), nanoseconds_each(world, &cost->all[s]),
                s == STAGE_WAIT ? 0 : all * 100 / sum, samples_median(&cost->serial[s]),
                cost->peak_kib[s] / KIB_OF_MIB);
        double instructions = results->counted.stage_instructions[s];
        if (kind == WORK_RUN_2 && instructions > 0) fprintf(out, " %9.0f", instructions);
        fputc('\n', out);
    }
}

static void print_world(const WorldResult *world, const Results *results, FILE *out)
{
    static const WorkKind staged[] = {WORK_RUN_2,    WORK_RUN_LIBXML2, WORK_RUN_PACKED,
                                      WORK_APPROVE,  WORK_VERIFY,      WORK_CHECK,
                                      WORK_RECONCILE};
    char persons[32];
    fprintf(out, "\n== %s persons, %s, %.2f GB; ledger of three quarters; median of %zu\n",
            grouped(world->persons, persons), form_texts[world->form], world->bytes / 1e9,
            world->costs[WORK_FLOOR_2].wall.count);
    fprintf(out, "%-22s %2s  %-24s %8s %11s %8s %8s %9s  %-22s %9s\n", "work", "th", "wall s",
            "CPU s", "persons/s", "MB/s", "MiB", "CPU ns/p", "times the floor", "instr/p");
    for (WorkKind kind = 0; kind < WORK_COUNT; kind++)
        if (work_done(world, kind)) print_work(world, kind, results, out);
    for (size_t i = 0; i < sizeof staged / sizeof staged[0]; i++)
        print_stages(world, staged[i], results, out);
    fprintf(out,
            "\ndisk, bytes a person: entry %.1f, first entry %.1f; bytes a leaf: levels "
            "%.1f, leaves %.1f\n",
            world->disk.entry / world->people, world->disk.first_entry / world->people,
            world->disk.levels / world->disk.leaf_count,
            world->disk.leaves / world->disk.leaf_count);
}

static void print_peers(const Results *results, FILE *out)
{
    char persons[32];
    if (results->peer_count == 0) return;
    fprintf(out, "\n== peers, %s persons\n%-34s %-24s %8s %8s  %s\n",
            grouped(results->peer_persons, persons), "peer", "wall s", "CPU s", "MiB",
            "its answer; ours");
    for (size_t i = 0; i < results->peer_count; i++) {
        char wall[64];
        const PeerResult *peer = &results->peers[i];
        fprintf(out, "%-34s %-24s %8.2f %8.0f  %s; %s\n", peer->name,
                spread(&peer->cost.wall, wall), samples_median(&peer->cost.cpu),
                samples_median(&peer->cost.peak_kib) / KIB_OF_MIB, peer->answer, peer->ours);
    }
}

static void print_years(const Results *results, FILE *out)
{
    if (results->quarter_count == 0) return;
    fprintf(out, "\n== years of a ledger, %ld persons\n%-8s %8s %8s %8s %12s\n",
            results->quarter_persons, "quarter", "run s", "approve", "check", "ledger MB");
    for (size_t i = 0; i < results->quarter_count; i++) {
        const QuarterResult *at = &results->quarters[i];
        fprintf(out, "%d-%d   %8.2f %8.2f %8.2f %12.2f\n", at->year, at->quarter, at->run,
                at->approve, at->check, at->ledger_bytes / 1e6);
    }
}

void report_table(const Results *results, FILE *out)
{
    Target targets[TARGETS_MAX];
    size_t count = report_targets(results, targets);
    print_head(results, out);
    for (size_t i = 0; i < results->world_count; i++)
        print_world(&results->worlds[i], results, out);
    print_peers(results, out);
    print_years(results, out);
    fprintf(out, "\n== targets\n");
    for (size_t i = 0; i < count; i++)
        fprintf(out, "%-8s %-62s %-46s %s\n", target_words[targets[i].met], targets[i].what,
                targets[i].wanted, targets[i].measured);
}

/* --- Markdown --- */

static void mark_works(const Results *results, FILE *out)
{
    fprintf(out, "\n| persons | work | threads | wall s | CPU s | persons/s | MB/s | peak MiB "
                 "| times the floor |\n|---:|---|---:|---:|---:|---:|---:|---:|---:|\n");
    for (size_t i = 0; i < results->world_count; i++) {
        const WorldResult *world = &results->worlds[i];
        for (WorkKind kind = 0; kind < WORK_COUNT; kind++) {
            char persons[32], wall[64];
            if (!work_done(world, kind) || (world->form != FORM_FILE && kind > WORK_RUN_1))
                continue;
            const Cost *cost = &world->costs[kind];
            const Cost *floor =
                &world->costs[work_threads(kind) == 1 ? WORK_FLOOR_1 : WORK_FLOOR_2];
            double seconds = samples_median(&cost->wall);
            Samples ratio = samples_ratio(&cost->wall, &floor->wall);
            fprintf(out, "| %s%s%s | %s | %d | %s | %.2f | %.0f | %.0f | %.0f | %.2f |\n",
                    grouped(world->persons, persons), world->form == FORM_FILE ? "" : ", ",
                    world->form == FORM_FILE ? "" : form_texts[world->form], work_text(kind),
                    work_threads(kind), spread(&cost->wall, wall), samples_median(&cost->cpu),
                    world->people / seconds, world->bytes / 1e6 / seconds,
                    samples_median(&cost->peak_kib) / KIB_OF_MIB, samples_median(&ratio));
        }
    }
}

static void mark_stages(const Results *results, FILE *out)
{
    const WorldResult *world = results_of(results, 1000000);
    char persons[32];
    if (world == NULL) world = results_largest(results);
    if (world == NULL) return;
    const StageCost *run = &world->stages[WORK_RUN_2], *approve = &world->stages[WORK_APPROVE];
    fprintf(out,
            "\n| stage, %s persons | run, ns a person | of it serial | instructions | peak MiB "
            "| approve, ns a person |\n|---|---:|---:|---:|---:|---:|\n",
            grouped(world->persons, persons));
    for (int s = STAGE_READ; s < STAGE_COUNT; s++) {
        double all = nanoseconds_each(world, &run->all[s]);
        double again = nanoseconds_each(world, &approve->all[s]);
        if (all < 0.5 && again < 0.5) continue;
        fprintf(out, "| %s | %.0f | %.0f | %.0f | %.0f | %.0f |\n", stage_text((Stage)s), all,
                nanoseconds_each(world, &run->serial[s]),
                results->counted.stage_instructions[s], run->peak_kib[s] / KIB_OF_MIB, again);
    }
}

static void mark_peers(const Results *results, FILE *out)
{
    char persons[32];
    if (results->peer_count == 0) return;
    fprintf(out,
            "\n| peer, %s persons | wall s | CPU s | peak MiB | its answer | ours |\n"
            "|---|---:|---:|---:|---|---|\n",
            grouped(results->peer_persons, persons));
    for (size_t i = 0; i < results->peer_count; i++) {
        char wall[64];
        const PeerResult *peer = &results->peers[i];
        fprintf(out, "| %s | %s | %.2f | %.0f | %s | %s |\n", peer->name,
                spread(&peer->cost.wall, wall), samples_median(&peer->cost.cpu),
                samples_median(&peer->cost.peak_kib) / KIB_OF_MIB, peer->answer, peer->ours);
    }
}

static void mark_instructions(const Results *results, FILE *out)
{
    const char *comma = "";
    fprintf(out, "\nInstructions a person (%s): ", results->counted_by);
    for (WorkKind kind = 0; kind < WORK_COUNT; kind++) {
        double each = results->counted.costs[kind].instructions;
        if (each <= 0) continue;
        fprintf(out, "%s%s %.0f", comma, work_text(kind), each);
        comma = ", ";
    }
    fprintf(out, "%s.\n", *comma == '\0' ? "none" : "");
}

void report_markdown(const Results *results, FILE *out)
{
    Target targets[TARGETS_MAX];
    size_t count = report_targets(results, targets);
    fprintf(out, "%s, %d cores, Linux %s; %s; %s; build %s, %s.\n", results->machine,
            results->cores, results->kernel, results->compiler, results->libraries,
            results->build, results->date);
    mark_works(results, out);
    mark_stages(results, out);
    mark_instructions(results, out);
    mark_peers(results, out);
    fprintf(out, "\n| target | wanted | measured | |\n|---|---|---|---|\n");
    for (size_t i = 0; i < count; i++)
        fprintf(out, "| %s | %s | %s | %s |\n", targets[i].what, targets[i].wanted,
                targets[i].measured, target_words[targets[i].met]);
}
