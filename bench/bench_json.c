/* bench_json.c - every sample of every figure, so that others can plot and compare. */
#include "bench/bench_report.h"

#include <stdarg.h>
#include <string.h>

enum { DEPTH_MAX = 16 };

/* Numbers with fractions, which the program's own writer does not know. */
typedef struct Json {
    FILE *out;
    char closing[DEPTH_MAX];
    bool any[DEPTH_MAX];    /* has a member */
    int depth, inline_from; /* from this depth on all stands in one line */
} Json;

static void begin_value(Json *json, const char *name)
{
    bool in_line = json->inline_from > 0 && json->depth >= json->inline_from;
    if (json->depth == 0) return;
    if (json->any[json->depth - 1]) fputs(in_line ? ", " : ",", json->out);
    json->any[json->depth - 1] = true;
    if (!in_line) fprintf(json->out, "\n%*s", 2 * json->depth, "");
    if (name != NULL) fprintf(json->out, "\"%s\": ", name);
}

static void begin_level(Json *json, const char *name, const char *brackets, bool in_line)
{
    begin_value(json, name);
    if (json->depth == DEPTH_MAX) bench_stop("bench.json is too deep");
    fputc(brackets[0], json->out);
    json->closing[json->depth] = brackets[1];
    json->any[json->depth++] = false;
    if (in_line && json->inline_from == 0) json->inline_from = json->depth;
}

static void put_end(Json *json)
{
    bool in_line = json->inline_from > 0 && json->depth >= json->inline_from;
    if (json->inline_from == json->depth) json->inline_from = 0;
    json->depth--;
    if (!in_line && json->any[json->depth]) fprintf(json->out, "\n%*s", 2 * json->depth, "");
    fputc(json->closing[json->depth], json->out);
}

static void put_object(Json *json, const char *name)
{
    begin_level(json, name, "{}", false);
}

static void put_row(Json *json, const char *name)
{
    begin_level(json, name, "{}", true);
}

static void put_array(Json *json, const char *name)
{
    begin_level(json, name, "[]", false);
}

static void put_text(Json *json, const char *name, const char *text)
{
    begin_value(json, name);
    fputc('"', json->out);
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '"' || *c == '\\') fputc('\\', json->out);
        fputc((unsigned char)*c < ' ' ? ' ' : *c, json->out);
    }
    fputc('"', json->out);
}

__attribute__((format(printf, 3, 4))) static void put_number(Json *json, const char *name,
                                                             const char *format, ...)
{
    va_list list;
    begin_value(json, name);
    va_start(list, format);
    vfprintf(json->out, format, list);
    va_end(list);
}

static void put_samples(Json *json, const char *name, const Samples *samples)
{
    if (samples->count == 0) return;
    put_row(json, name);
    put_number(json, "median", "%.6g", samples_median(samples));
    put_number(json, "low", "%.6g", samples_low(samples));
    put_number(json, "high", "%.6g", samples_high(samples));
    begin_level(json, "samples", "[]", true);
    for (size_t i = 0; i < samples->count; i++)
        put_number(json, NULL, "%.6g", samples->values[i]);
    put_end(json);
    put_end(json);
}

static void put_stages(Json *json, const StageCost *cost)
{
    if (cost->wall.count == 0) return;
    put_samples(json, "clocked_wall_s", &cost->wall);
    put_array(json, "stages");
    for (int s = STAGE_READ; s < STAGE_COUNT; s++) {
        if (samples_high(&cost->all[s]) <= 0) continue;
        put_object(json, NULL);
        put_text(json, "stage", stage_text((Stage)s));
        put_samples(json, "cpu_s", &cost->all[s]);
        put_samples(json, "serial_s", &cost->serial[s]);
        put_samples(json, "loop_wall_s", &cost->loops[s]);
        put_samples(json, "span_wall_s", &cost->spans[s]);
        put_number(json, "peak_kib", "%.0f", cost->peak_kib[s]);
        put_end(json);
    }
    put_end(json);
}

static void put_work(Json *json, const WorldResult *world, WorkKind kind)
{
    const Cost *cost = &world->costs[kind];
    const Cost *floor = &world->costs[work_threads(kind) == 1 ? WORK_FLOOR_1 : WORK_FLOOR_2];
    Samples wall = samples_ratio(&cost->wall, &floor->wall);
    Samples cpu = samples_ratio(&cost->cpu, &floor->cpu);
    put_object(json, NULL);
    put_text(json, "work", work_text(kind));
    put_number(json, "threads", "%d", work_threads(kind));
    put_samples(json, "wall_s", &cost->wall);
    put_samples(json, "cpu_s", &cost->cpu);
    put_samples(json, "peak_kib", &cost->peak_kib);
    put_samples(json, "wall_times_floor", &wall);
    put_samples(json, "cpu_times_floor", &cpu);
    put_stages(json, &world->stages[kind]);
    put_end(json);
}

static void put_disk(Json *json, const DiskUse *disk)
{
    put_row(json, "disk");
    put_number(json, "first_entry_bytes", "%.0f", disk->first_entry);
    put_number(json, "entry_bytes", "%.0f", disk->entry);
    put_number(json, "log_levels_bytes", "%.0f", disk->levels);
    put_number(json, "log_leaves_bytes", "%.0f", disk->leaves);
    put_number(json, "leaves", "%.0f", disk->leaf_count);
    put_number(json, "leaves_of_entry", "%.0f", disk->entry_leaf_count);
    put_end(json);
}

static void put_world(Json *json, const WorldResult *world)
{
    put_object(json, NULL);
    put_number(json, "persons", "%ld", world->persons);
    put_number(json, "people", "%.0f", world->people);
    put_text(json, "form", form_texts[world->form]);
    put_number(json, "register_bytes", "%.0f", world->bytes);
    put_array(json, "works");
    for (WorkKind kind = 0; kind < WORK_COUNT; kind++)
        if (work_done(world, kind)) put_work(json, world, kind);
    put_end(json);
    put_disk(json, &world->disk);
    put_end(json);
}

static void put_machine(Json *json, const Results *results)
{
    put_object(json, "machine");
    put_text(json, "processor", results->machine);
    put_number(json, "cores", "%d", results->cores);
    put_text(json, "kernel", results->kernel);
    put_text(json, "compiler", results->compiler);
    put_text(json, "libraries", results->libraries);
    put_text(json, "build", results->build);
    put_text(json, "commit", results->commit);
    put_text(json, "date", results->date);
    put_end(json);
}

static void put_instructions(Json *json, const Results *results)
{
    put_object(json, "instructions_a_person");
    put_text(json, "counted_by", results->counted_by);
    for (WorkKind kind = 0; kind < WORK_COUNT; kind++) {
        double each = results->counted.costs[kind].instructions;
        if (each > 0) put_number(json, work_text(kind), "%.0f", each);
    }
    put_row(json, "stages_of_run");
    for (int s = STAGE_READ; s < STAGE_COUNT; s++) {
        double each = results->counted.stage_instructions[s];
        if (each > 0) put_number(json, stage_text((Stage)s), "%.0f", each);
    }
    put_end(json);
    put_end(json);
}

static void put_peers(Json *json, const Results *results)
{
    put_array(json, "peers");
    for (size_t i = 0; i < results->peer_count; i++) {
        const PeerResult *peer = &results->peers[i];
        put_object(json, NULL);
        put_text(json, "name", peer->name);
        put_number(json, "persons", "%ld", results->peer_persons);
        put_samples(json, "wall_s", &peer->cost.wall);
        put_samples(json, "cpu_s", &peer->cost.cpu);
        put_samples(json, "peak_kib", &peer->cost.peak_kib);
        put_text(json, "answer", peer->answer);
        put_text(json, "ours", peer->ours);
        put_end(json);
    }
    put_end(json);
}

static void put_years(Json *json, const Results *results)
{
    put_array(json, "quarters_of_a_ledger");
    for (size_t i = 0; i < results->quarter_count; i++) {
        const QuarterResult *at = &results->quarters[i];
        put_row(json, NULL);
        put_number(json, "year", "%d", at->year);
        put_number(json, "quarter", "%d", at->quarter);
        put_number(json, "persons", "%ld", results->quarter_persons);
        put_number(json, "run_s", "%.4f", at->run);
        put_number(json, "approve_s", "%.4f", at->approve);
        put_number(json, "check_s", "%.4f", at->check);
        put_number(json, "ledger_bytes", "%.0f", at->ledger_bytes);
        put_end(json);
    }
    put_end(json);
}

static void put_targets(Json *json, const Results *results)
{
    static const char *const words[] = {"met", "not met", "not measured"};
    Target targets[TARGETS_MAX];
    size_t count = report_targets(results, targets);
    put_array(json, "targets");
    for (size_t i = 0; i < count; i++) {
        put_object(json, NULL);
        put_text(json, "target", targets[i].what);
        put_text(json, "wanted", targets[i].wanted);
        put_text(json, "measured", targets[i].measured);
        put_text(json, "result", words[targets[i].met]);
        put_end(json);
    }
    put_end(json);
}

bool report_json(const Results *results, const char *path)
{
    Json whole = {.out = fopen(path, "w")}, *json = &whole;
    if (json->out == NULL) return false;
    put_object(json, NULL);
    put_machine(json, results);
    put_array(json, "worlds");
    for (size_t i = 0; i < results->world_count; i++)
        put_world(json, &results->worlds[i]);
    put_end(json);
    put_instructions(json, results);
    put_peers(json, results);
    put_years(json, results);
    put_targets(json, results);
    put_end(json);
    fputc('\n', json->out);
    bool good = ferror(json->out) == 0;
    return fclose(json->out) == 0 && good;
}
