#include "bench/bench_machine.h"

#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include <libxml/xmlversion.h>
#include <openssl/crypto.h>
#include <zlib.h>

#include "engine/program.h"

static void find_processor(char *out)
{
    char line[512];
    FILE *file = fopen("/proc/cpuinfo", "r");
    snprintf(out, BENCH_TEXT, "unknown processor");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        const char *value = strchr(line, ':');
        if (strncmp(line, "model name", 10) != 0 || value == NULL) continue;
        line[strcspn(line, "\n")] = '\0';
        snprintf(out, BENCH_TEXT, "%.150s", value + 2);
        break;
    }
    if (file != NULL) fclose(file);
}

void machine_describe(Results *results)
{
    struct utsname system;
    time_t now = time(NULL);
    struct tm day;
    find_processor(results->machine);
    results->cores = (int)sysconf(_SC_NPROCESSORS_ONLN);
    if (uname(&system) == 0)
        snprintf(results->kernel, BENCH_TEXT, "%.100s %.40s", system.release, system.machine);
    snprintf(results->compiler, BENCH_TEXT, "%s " __VERSION__,
#if defined(__clang__)
             "clang"
#else
             "gcc"
#endif
    );
    snprintf(results->libraries, BENCH_TEXT, "libxml2 %s, zlib %s, %.40s",
             LIBXML_DOTTED_VERSION, zlibVersion(), OpenSSL_version(OPENSSL_VERSION));
    snprintf(results->build, BENCH_TEXT, "%s", program_build());
    if (gmtime_r(&now, &day) != NULL)
        strftime(results->date, BENCH_TEXT, "%Y-%m-%d %H:%M UTC", &day);
}
