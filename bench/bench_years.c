/* bench_years.c - a ledger that grows: a small cohort lives through years, every quarter of
 * which is run, approved and checked. */
#include "bench/bench_measure.h"

#include <stdio.h>
#include <string.h>

enum { FIRST_YEAR = 2016 };

typedef struct Years {
    const Setup *setup;
    const char *configuration;
    char folder[BENCH_PATH], output[BENCH_PATH];
    long persons;
    int year, quarter; /* at hand */
    int step;          /* from 1 */
} Years;

/* A day on which that quarter may be run, the cut-off of its extract. */
static void day_of(const Years *years, char day[16])
{
    static const char *const days[] = {"03-31", "06-30", "09-30", "12-31"};
    snprintf(day, 16, "%d-%s", years->year, days[years->quarter - 1]);
}

static double run_timed(const Years *years, const Words *words)
{
    return child_run(words, years->output, 0).wall;
}

static void begin_words(const Years *years, Words *words)
{
    *words = (Words){.count = 0};
    words_add(words, "%s", years->setup->program);
}

static void make_register(const Years *years)
{
    Words words;
    char day[16];
    begin_words(years, &words);
    words_list(&words, (const char *const[]){"generate", "--seed", "40", NULL});
    if (years->step == 0) {
        words_list(&words, (const char *const[]){"--persons", NULL});
        words_add(&words, "%ld", years->persons);
        words_add(&words, "--year");
        words_add(&words, "%d", FIRST_YEAR - 1);
    } else {
        day_of(years, day);
        words_list(&words, (const char *const[]){"--date", day, "--evolve", NULL});
        words_add(&words, "%s/register-%d.xml", years->folder, years->step - 1);
    }
    words_add(&words, "--out");
    words_add(&words, "%s/register-%d.xml", years->folder, years->step);
    (void)run_timed(years, &words);
}

static void open_ledger(const Years *years)
{
    Words words;
    begin_words(years, &words);
    words_list(&words, (const char *const[]){"ledger", "open", NULL});
    words_add(&words, "%s/ledger", years->folder);
    words_list(&words, (const char *const[]){"--year", NULL});
    words_add(&words, "%d", FIRST_YEAR);
    words_list(&words,
               (const char *const[]){"--mode", "test", "--nothing-paid", "--time", NULL});
    words_add(&words, "%d-12-20T08:00:00Z", FIRST_YEAR - 1);
    (void)run_timed(years, &words);
}

static double run_quarter(const Years *years)
{
    Words words;
    char day[16];
    day_of(years, day);
    begin_words(years, &words);
    words_list(&words, (const char *const[]){"run", "--year", NULL});
    words_add(&words, "%d", years->year);
    words_add(&words, "--quarter");
    words_add(&words, "%d", years->quarter);
    words_add(&words, "--register");
    words_add(&words, "%s/register-%d.xml", years->folder, years->step);
    words_add(&words, "--payees");
    words_add(&words, "%s/fixtures/payees/payees.csv", years->setup->source);
    words_add(&words, "--rules");
    words_add(&words, "%s/rules", years->folder);
    words_list(&words, (const char *const[]){"--config", years->configuration, "--national",
                                             "--threads", "2", "--ledger", NULL});
    words_add(&words, "%s/ledger", years->folder);
    words_add(&words, "--out");
    words_add(&words, "%s/run", years->folder);
    words_add(&words, "--time");
    words_add(&words, "%sT12:00:00Z", day);
    return run_timed(years, &words);
}

/* Every account that has changed is right. */
static void confirm_accounts(const Years *years, Words *words)
{
    char path[BENCH_PATH];
    bench_join(path, years->folder, "run/new-accounts.csv");
    words_add(words, "--confirm-new-accounts");
    words_add(words, "%ld", rows_of(path));
}

static double approve_quarter(const Years *years)
{
    Words words;
    char day[16];
    day_of(years, day);
    begin_words(years, &words);
    words_add(&words, "approve");
    words_add(&words, "%s/run", years->folder);
    words_add(&words, "--ledger");
    words_add(&words, "%s/ledger", years->folder);
    words_list(&words, (const char *const[]){"--yes", "--same-inputs", "--threads", "2", NULL});
    confirm_accounts(years, &words);
    words_add(&words, "--time");
    words_add(&words, "%sT13:00:00Z", day);
    return run_timed(years, &words);
}

static double check_ledger(const Years *years)
{
    Words words;
    begin_words(years, &words);
    words_list(&words, (const char *const[]){"ledger", "check", NULL});
    words_add(&words, "%s/ledger", years->folder);
    return run_timed(years, &words);
}

static void remove_below(const Years *years, const char *format, int number)
{
    char name[32], path[BENCH_PATH];
    snprintf(name, sizeof name, format, number);
    bench_join(path, years->folder, name);
    remove_all(path);
}

static void live_quarter(Years *years, QuarterResult *out)
{
    char path[BENCH_PATH];
    years->step++;
    bench_tell("years of a ledger: %d, quarter %d", years->year, years->quarter);
    make_register(years);
    remove_below(years, "register-%d.xml", years->step - 1);
    *out = (QuarterResult){.year = years->year, .quarter = years->quarter};
    out->run = run_quarter(years);
    out->approve = approve_quarter(years);
    out->check = check_ledger(years);
    bench_join(path, years->folder, "ledger");
    out->ledger_bytes = bytes_below(path);
    bench_join(path, years->folder, "run");
    remove_all(path);
}

void measure_years(const Setup *setup, const char *configuration, int quarters, long persons,
                   Results *out)
{
    Years years = {.setup = setup, .configuration = configuration, .persons = persons};
    bench_join(years.folder, setup->work, "years");
    bench_join(years.output, setup->work, "output.txt");
    out->quarter_persons = persons;
    make_register(&years);
    open_ledger(&years);
    for (int q = 0; q < quarters && q < QUARTERS_MAX; q++) {
        years.year = FIRST_YEAR + q / 4;
        years.quarter = q % 4 + 1;
        live_quarter(&years, &out->quarters[out->quarter_count]);
        out->quarter_count++;
    }
    remove_all(years.folder);
    bench_tell("%s", "");
}
