/*
 * The oracle's command line:
 *   oracle --year Y --quarter Q --register PATH... --rules DIR --municipalities FILE
 *          --state DIR --out FILE [--schemes integration,norwegian] [--cutoff DATE]
 *          [--opening YEAR] [--payees FILE] [--config FILE] [--only-own CODE]...
 *          [--items FILE] [--commit]
 */
#include "oracle.h"

#include <getopt.h>
#include <string.h>

typedef struct {
    const char *rules, *municipalities, *state, *out, *payees, *config, *cutoff, *schemes,
        *items;
    bool commit;
} Options;

static int small_number(const char *text)
{
    int number = 0;
    if (strlen(text) == 0 || strlen(text) > 4 || !digits_only(text, strlen(text)))
        stop(2, "not a number", text);
    for (; *text; text++)
        number = number * 10 + (*text - '0');
    return number;
}

static void option(Run *run, Options *options, int letter, const char *value)
{
    switch (letter) {
    case 'y':
        run->year = small_number(value);
        break;
    case 'q':
        run->quarter = small_number(value);
        break;
    case 'r':
        read_register(&run->people, value);
        break;
    case 'R':
        options->rules = value;
        break;
    case 'm':
        options->municipalities = value;
        break;
    case 's':
        options->state = value;
        break;
    case 'o':
        options->out = value;
        break;
    case 'S':
        options->schemes = value;
        break;
    case 'c':
        options->cutoff = value;
        break;
    case 'O':
        run->opening = small_number(value);
        break;
    case 'p':
        options->payees = value;
        break;
    case 'f':
        options->config = value;
        break;
    case 'w':
        if (run->only_owns < 64) run->only_own[run->only_owns++] = small_number(value);
        break;
    case 'i':
        options->items = value;
        break;
    case 'C':
        options->commit = true;
        break;
    case 'n':
        break; /* whose it is says the register */
    default:
        stop(2, "unknown option", "see the first comment of oracle.c");
    }
}

static void read_options(Run *run, Options *options, int count, char **words)
{
    static const struct option known[] = {{"year", 1, NULL, 'y'},
                                          {"quarter", 1, NULL, 'q'},
                                          {"register", 1, NULL, 'r'},
                                          {"rules", 1, NULL, 'R'},
                                          {"municipalities", 1, NULL, 'm'},
                                          {"state", 1, NULL, 's'},
                                          {"out", 1, NULL, 'o'},
                                          {"schemes", 1, NULL, 'S'},
                                          {"cutoff", 1, NULL, 'c'},
                                          {"opening", 1, NULL, 'O'},
                                          {"payees", 1, NULL, 'p'},
                                          {"commit", 0, NULL, 'C'},
                                          {"config", 1, NULL, 'f'},
                                          {"only-own", 1, NULL, 'w'},
                                          {"national", 0, NULL, 'n'},
                                          {"items", 1, NULL, 'i'},
                                          {NULL, 0, NULL, 0}};
    int letter;
    while ((letter = getopt_long(count, words, "", known, NULL)) != -1)
        option(run, options, letter, optarg);
    for (int i = optind; i < count; i++)
        read_register(&run->people, words[i]); /* --register takes several paths */
    if (!options->rules || !options->municipalities || !options->state || !options->out ||
        run->quarter < 1 || run->quarter > 4 || run->people.latest == 0)
        stop(2, "options are missing", "see the first comment of oracle.c");
}

/* grants.md 1: the cut-off is an input; default: the extracts' one date. */
static void set_cutoff(Run *run, const char *text)
{
    run->cutoff = run->people.earliest;
    if (text && !parse_day(text, &run->cutoff)) stop(2, "not a day", text);
    if (run->cutoff > run->people.earliest ||
        (!text && run->people.earliest != run->people.latest))
        stop(4, "the extracts have", "several dates, or one before the cut-off");
}

int main(int count, char **words)
{
    static Run run;
    static State state;
    static Result result;
    Options options = {.schemes = "integration,norwegian"};
    read_options(&run, &options, count, words);
    set_cutoff(&run, options.cutoff);
    read_rule_sets(&run, options.rules);
    read_municipalities(&run, options.municipalities);
    if (options.payees) read_payees(&run, options.payees);
    if (options.config) read_configuration(&run, options.config);
    run.integration = strstr(options.schemes, "integration") != NULL;
    run.norwegian = strstr(options.schemes, "norwegian") != NULL;
    read_state(&state, options.state);
    if (options.items) read_items(&state, options.items);
    if (state.opening == 0) state.opening = run.opening ? run.opening : run.year;
    run.opening = state.opening;
    compute_run(&run, &state, &result);
    write_result(&run, &result, options.out);
    write_held(&run, options.out);
    if (options.commit) {
        commit_run(&run, &state, &result);
        write_state(&state, options.state);
    }
    (void)fprintf(stderr, "oracle: %zu persons, %zu records set aside, %zu lines\n",
                  run.people.persons, run.people.set_aside, result.lines.lines);
    return 0;
}
