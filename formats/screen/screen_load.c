/* screen_load.c - the files that the second person's screen is made of. life.md 1. */
#include <string.h>

#include "formats/screen/screen_parts.h"

/* --- of the run --- */

/* A copy of what the authority signed; without bytes when the run used none. */
static Status load_copy(const Screen *screen, SignedKind kind, char name[SIGNED_NAME_SIZE],
                        InputFile *out, Failure *failure)
{
    signed_input_name(kind, 0, name);
    const char *listed = signed_kind_text(kind);
    if (manifest_files_of_kind(&screen->manifest->inputs, listed) == NULL) return STATUS_OK;
    TRY(run_folder_check(screen->source->run, name, failure));
    return run_folder_read(screen->source->run, name, out, failure);
}

static Status load_payees(Screen *screen, Failure *failure)
{
    char name[SIGNED_NAME_SIZE];
    CLEANUP(input_file_free) InputFile file = {0};
    TRY(load_copy(screen, SIGNED_PAYEES, name, &file, failure));
    if (file.bytes == NULL) return STATUS_OK;
    return payees_csv_parse(name, file.bytes, file.size, &screen->payees, failure);
}

static Status load_agency(Screen *screen, Failure *failure)
{
    char name[SIGNED_NAME_SIZE];
    CLEANUP(input_file_free) InputFile file = {0};
    TRY(load_copy(screen, SIGNED_CONFIGURATION, name, &file, failure));
    screen->made_up_agency = file.bytes == NULL;
    return screen->made_up_agency
               ? configuration_made_up(&screen->agency, failure)
               : configuration_parse(name, file.bytes, file.size, &screen->agency, failure);
}

static Status load_municipalities(Screen *screen, Failure *failure)
{
    char name[SIGNED_NAME_SIZE];
    CLEANUP(input_file_free) InputFile file = {0};
    TRY(load_copy(screen, SIGNED_MUNICIPALITIES, name, &file, failure));
    if (file.bytes == NULL)
        return failure_set(failure, STATUS_VERIFICATION, screen->source->run->path,
                           "the manifest lists no municipality table");
    TRY(municipality_csv_parse(name, file.bytes, file.size, &screen->municipalities, failure));
    screen->mapping = system_allocate(sizeof *screen->mapping);
    if (screen->mapping == NULL) return failure_set(failure, STATUS_MEMORY, name, NULL);
    municipality_mapping_make(screen->municipalities, screen->manifest->cutoff,
                              screen->mapping);
    return STATUS_OK;
}

static Status load_run(Screen *screen, Failure *failure)
{
    const FolderFile *summary;
    const RunFolder *run = screen->source->run;
    TRY(run_folder_check(run, "summary.json", failure));
    TRY(run_folder_file(run, "summary.json", &summary, failure));
    TRY(run_summary_read(summary, &screen->summary, failure));
    TRY(run_folder_check(run, "municipalities.csv", failure));
    TRY(run_folder_sums(run, &screen->rows, failure));
    TRY(load_municipalities(screen, failure));
    TRY(load_agency(screen, failure));
    return load_payees(screen, failure);
}

/* --- of the ledger before it --- */

Status screen_newest(const Screen *screen, const char *name, const ScreenEntry **entry,
                     InputFile *content, Failure *failure)
{
    *entry = NULL;
    for (size_t i = screen->source->before_count; i > 0 && *entry == NULL; i--) {
        const ScreenEntry *at = &screen->source->before[i - 1];
        PathKind kind;
        if (at->kind != ENTRY_OPEN && at->kind != ENTRY_RUN) continue;
        TRY(folder_kind(at->folder, name, &kind, failure));
        if (kind == PATH_MISSING) continue;
        TRY(folder_load(at->folder, name, INPUT_SMALL_SIZE_MAX, content, failure));
        *entry = at;
    }
    return STATUS_OK;
}

/* What was paid to a municipality that has become another is set beside the other's. */
static Status map_rows(const Screen *screen, ScreenBefore *before, Failure *failure)
{
    before->mapped = system_allocate_zeroed(MUNICIPALITY_CODES, sizeof *before->mapped);
    if (before->mapped == NULL)
        return failure_set(failure, STATUS_MEMORY, "municipalities.csv", NULL);
    for (size_t code = 1; code < MUNICIPALITY_CODES; code++) {
        MunicipalityCode to = screen->mapping->to[code];
        if (to == MUNICIPALITY_NONE || to >= MUNICIPALITY_CODES) to = (MunicipalityCode)code;
        for (int g = 0; g < PAYMENT_GROUP_COUNT; g++)
            group_sums_add(&before->mapped[to][g], &before->rows[code][g]);
    }
    return STATUS_OK;
}

/* Which run the tables of an entry must say that they are of. */
static Status mark_of(const ScreenEntry *entry, RunMark *mark, Failure *failure)
{
    static const char name[] = "manifest.json";
    CLEANUP(input_file_free) InputFile file = {0};
    CLEANUP(manifest_free) Manifest manifest = {0};
    TRY(folder_load(entry->folder, name, INPUT_SMALL_SIZE_MAX, &file, failure));
    TRY(manifest_read(name, file.bytes, file.size, &manifest, failure));
    *mark = manifest_mark(&manifest);
    return STATUS_OK;
}

/* The newest run that `year` and `quarter` (0: any) name. */
static Status load_before(Screen *screen, int year, int quarter, ScreenBefore *before,
                          Failure *failure)
{
    static const char name[] = "municipalities.csv";
    CLEANUP(input_file_free) InputFile file = {0};
    RunMark mark;
    for (size_t i = screen->source->before_count; i > 0 && before->entry == NULL; i--) {
        const ScreenEntry *at = &screen->source->before[i - 1];
        bool fits = quarter == 0 || (at->year == year && at->quarter == quarter);
        if (at->kind == ENTRY_RUN && fits) before->entry = at;
    }
    if (before->entry == NULL) return STATUS_OK;
    TRY(folder_load(before->entry->folder, name, INPUT_SMALL_SIZE_MAX, &file, failure));
    TRY(mark_of(before->entry, &mark, failure));
    TRY(municipalities_csv_read(name, file.bytes, file.size, &mark, &before->rows, failure));
    return map_rows(screen, before, failure);
}

static Status load_accounts(Screen *screen, Failure *failure)
{
    static const char name[] = "accounts.csv";
    const ScreenEntry *entry;
    CLEANUP(input_file_free) InputFile file = {0};
    TRY(screen_newest(screen, name, &entry, &file, failure));
    if (entry == NULL) return STATUS_OK;
    return paid_accounts_csv_read(name, file.bytes, file.size, &screen->accounts,
                                  &screen->account_count, failure);
}

Status screen_load(const ScreenSource *source, TextBuffer *out, Screen *screen,
                   Failure *failure)
{
    *screen = (Screen){.source = source, .manifest = &source->run->manifest, .out = out};
    TRY(load_run(screen, failure));
    TRY(load_before(screen, 0, 0, &screen->last, failure));
    TRY(load_before(screen, screen->manifest->year - 1, screen->manifest->quarter,
                    &screen->year_ago, failure));
    return load_accounts(screen, failure);
}

void screen_free(Screen *screen)
{
    run_summary_free(&screen->summary);
    system_free(screen->rows);
    municipality_table_free(screen->municipalities);
    system_free(screen->mapping);
    configuration_free(screen->agency);
    payees_free(screen->payees);
    system_free(screen->accounts);
    system_free(screen->last.rows);
    system_free(screen->last.mapped);
    system_free(screen->year_ago.rows);
    system_free(screen->year_ago.mapped);
}
