#include "tests/engine/run/dry_run.h"

RunOptions dry_run_options(int year, int quarter, const char **extract)
{
    return (RunOptions){.year = year,
                        .quarter = quarter,
                        .registers = extract,
                        .register_count = 1,
                        .rules = TEST_SOURCE_DIR "/fixtures/rule-sets",
                        .municipalities = TEST_SOURCE_DIR "/rules/municipalities.csv",
                        .bank_profile = "dnb",
                        .bank_profiles = TEST_SOURCE_DIR "/formats/bank-profiles",
                        .schemes = SCHEMES_ALL,
                        .dry_run = true,
                        .cutoff = DAY_NONE,
                        .payment_date = DAY_NONE,
                        .pass_descriptor = -1,
                        .threads = 1};
}
