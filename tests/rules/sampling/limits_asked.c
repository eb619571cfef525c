/*
 * limits_asked.c - answers a question a line, for another implementation to compare: "KIND
 * CONFIDENCE LOOKS" and numbers; hypergeometric N n k, binomial n k, strata k and (N n) of
 * each. Prints whole numbers: errors, of binomial ones parts of 2^44. Wrong lines end it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/run/sample_exact.h"
#include "rules/sampling/sample_strata.h"

enum { NUMBERS = 64, LINE = 1024, ROOM = 1 << 16, FINE = 44 };

typedef struct Asked {
    char kind[32];
    int confidence, looks;
    int64_t numbers[NUMBERS];
    int count;
} Asked;

static bool read_line(Asked *asked)
{
    char line[LINE];
    if (fgets(line, sizeof line, stdin) == NULL) return false;
    char *next = line + strcspn(line, " ");
    *asked = (Asked){.count = 0};
    snprintf(asked->kind, sizeof asked->kind, "%.*s", (int)(next - line), line);
    asked->confidence = (int)strtol(next, &next, 10);
    asked->looks = (int)strtol(next, &next, 10);
    while (*next == ' ' && asked->count < NUMBERS)
        asked->numbers[asked->count++] = strtoll(next, &next, 10);
    return true;
}

static int64_t limit_of(const Asked *asked)
{
    bool finite = strcmp(asked->kind, "hypergeometric") == 0;
    const int64_t *numbers = asked->numbers + finite;
    SampleQuestion question = {.distribution = finite ? SAMPLE_HYPERGEOMETRIC : SAMPLE_BINOMIAL,
                               .confidence = asked->confidence,
                               .looks = asked->looks,
                               .errors = numbers[1],
                               .population = finite ? asked->numbers[0] : 0,
                               .exact = &sample_exact};
    long double limit = 0, whole = finite ? (long double)question.population : 1LL << FINE;
    if (sample_limit(&question, numbers[0], &limit, NULL) != STATUS_OK) exit(2);
    return (int64_t)(limit * whole + (finite ? 0.5L : 0));
}

static int64_t strata_limit_of(const Asked *asked)
{
    static long double room[ROOM];
    StratumDraw strata[NUMBERS / 2];
    size_t count = 0;
    for (int i = 1; i + 1 < asked->count; i += 2)
        strata[count++] = (StratumDraw){asked->numbers[i], asked->numbers[i + 1]};
    if (strata_room(strata, count, asked->numbers[0]) > ROOM) exit(2);
    return strata_limit(strata, count, asked->numbers[0],
                        sample_risk(asked->confidence, asked->looks), room);
}

int main(void)
{
    Asked asked;
    while (read_line(&asked)) {
        bool strata = strcmp(asked.kind, "strata") == 0;
        printf("%lld\n", (long long)(strata ? strata_limit_of(&asked) : limit_of(&asked)));
    }
    return 0;
}
