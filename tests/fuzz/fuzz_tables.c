/* fuzz_tables.c - the parsers of tables: payees, signers, municipalities, settled lines. */
#include <string.h>

#include "formats/csv/decided_csv.h"
#include "formats/csv/municipality_csv.h"
#include "formats/forecast/settle_csv.h"
#include "formats/run/look_plain.h"
#include "formats/run/paid_csv.h"
#include "formats/run/settled_plain.h"
#include "formats/bank/payees_csv.h"
#include "formats/csv/signers_csv.h"
#include "rules/base/date.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/rules/base/test_municipalities.h"

static Status read_payees(const void *bytes, size_t size, TextBuffer *out, Failure *failure)
{
    Payees *payees = (Payees *)bytes;
    Status status = payees_csv_parse("table.csv", bytes, size, &payees, failure);
    INVARIANT((status == STATUS_OK) == (payees != NULL));
    if (payees == NULL) return status;
    INVARIANT(payees->count > 0);
    for (size_t i = 0; i < payees->count; i++) {
        const Payee *payee = &payees->items[i];
        Day day = day_is_set(payee->valid_to) ? payee->valid_to : payee->valid_from;
        if (!day_is_set(day)) day = 0;
        INVARIANT(i == 0 || payee[-1].code <= payee->code);
        INVARIANT(payees_find(payees, payee->code, day) == payee);
        text_buffer_format(out, "%04u,%s,%s,%s,%s\n", payee->code, payee->name,
                           payee->organisation_number, payee->account, payee->kid);
    }
    payees_free(payees);
    return status;
}

void fuzz_payees(const uint8_t *data, size_t size)
{
    fuzz_table(read_payees, data, size);
}

static Status read_signers(const void *bytes, size_t size, TextBuffer *out, Failure *failure)
{
    Signers *signers = (Signers *)bytes;
    Status status = signers_csv_parse("table.csv", bytes, size, &signers, failure);
    INVARIANT((status == STATUS_OK) == (signers != NULL));
    if (signers == NULL) return status;
    INVARIANT(signers->count > 0);
    for (size_t i = 0; i < signers->count; i++) {
        const Signer *signer = &signers->items[i];
        INVARIANT(signers_find(signers, signer->fingerprint, signer->role) == signer);
        text_buffer_hex(out, signer->fingerprint, SHA256_SIZE);
        text_buffer_format(out, ",%s,%s\n", signer->person, signer_role_text(signer->role));
    }
    signers_free(signers);
    return status;
}

void fuzz_signers(const uint8_t *data, size_t size)
{
    fuzz_table(read_signers, data, size);
}

static Status read_decided(const void *bytes, size_t size, TextBuffer *out, Failure *failure)
{
    DecidedNumbers *decided = (DecidedNumbers *)bytes;
    Status status = decided_csv_parse("table.csv", bytes, size, &decided, failure);
    INVARIANT((status == STATUS_OK) == (decided != NULL));
    if (decided == NULL) return status;
    for (size_t i = 0; i < decided->count; i++) {
        const DecidedNumber *number = &decided->items[i];
        text_buffer_format(out, "%04u,%d,%d\n", number->municipality, number->year,
                           number->persons);
    }
    decided_free(decided);
    return status;
}

void fuzz_decided(const uint8_t *data, size_t size)
{
    fuzz_table(read_decided, data, size);
}

/* Newcomers of --settle: each place, quarter and group once, in order, each with its line. */
static Status read_settle(const void *bytes, size_t size, TextBuffer *out, Failure *failure)
{
    NewcomerCount *items;
    size_t count;
    Status status = settle_csv_parse("table.csv", bytes, size, &items, &count, failure);
    INVARIANT(status == STATUS_OK || (items == NULL && count == 0));
    for (size_t i = 0; i < count; i++) {
        const NewcomerCount *item = &items[i];
        INVARIANT(i == 0 || newcomer_count_compare(item - 1, item) < 0);
        INVARIANT(i == 0 || !newcomer_count_same(item - 1, item));
        INVARIANT(item->line > 1 && item->persons >= 0);
        text_buffer_format(out, "%04u,%u,%s,%lld\n", item->municipality, item->quarter,
                           settlement_group_text((SettlementGroup)item->group),
                           (long long)item->persons);
    }
    system_free(items);
    return status;
}

void fuzz_settle(const uint8_t *data, size_t size)
{
    fuzz_table(read_settle, data, size);
}

/* --- municipalities --- */

static void dump_day(TextBuffer *out, Day day)
{
    char text[DAY_TEXT_SIZE] = "-";
    if (day_is_set(day)) day_format(day, text);
    text_buffer_format(out, ",%s", text);
}

static void dump_municipality(TextBuffer *out, const Municipality *row)
{
    text_buffer_format(out, "%04u,%s", row->code, row->name);
    dump_day(out, row->valid_from);
    dump_day(out, row->valid_to);
    for (size_t i = 0; i < row->successor_count; i++)
        text_buffer_format(out, " %04u", row->successors[i]);
    text_buffer_format(out, ",%s\n", row->organisation_number);
}

/* What is asked of a table must end, whatever its rows say of each other. */
static void ask_table(const MunicipalityTable *table, Day day)
{
    MunicipalityMapping *mapping = system_allocate(sizeof *mapping);
    INVARIANT(mapping != NULL);
    municipality_mapping_make(table, day, mapping);
    for (size_t i = 0; i < table->count; i++) {
        MunicipalityCode code = table->rows[i].code, found[MUNICIPALITY_CANDIDATES_MAX];
        size_t count = municipality_candidates(table, code, day, found);
        INVARIANT(count <= MUNICIPALITY_CANDIDATES_MAX);
        if (mapping->to[code] == MAPPING_AMBIGUOUS) INVARIANT(count > 1);
        if (count == 1) INVARIANT(mapping->to[code] == found[0]);
        (void)municipality_last_certain(table, code, day);
    }
    system_free(mapping);
}

static Status read_municipalities(const void *bytes, size_t size, TextBuffer *out,
                                  Failure *failure)
{
    FuzzFile file = fuzz_file(bytes, size);
    MunicipalityTable *table = (MunicipalityTable *)bytes;
    Status status = municipality_csv_read(file.path, &table, failure);
    fuzz_file_close(&file);
    INVARIANT((status == STATUS_OK) == (table != NULL));
    if (table == NULL) return status;
    for (size_t i = 0; i < table->count; i++)
        dump_municipality(out, &table->rows[i]);
    static const int years[] = {1900, 2018, 2020, 2100};
    for (size_t i = 0; i < sizeof years / sizeof years[0]; i++)
        ask_table(table, first_day_of_year(years[i]));
    municipality_table_free(table);
    return status;
}

void fuzz_municipalities(const uint8_t *data, size_t size)
{
    fuzz_table(read_municipalities, data, size);
}

/* --- lines --- */

static void check_order(const SettledLine *lines, size_t count)
{
    for (size_t i = 1; i < count; i++)
        INVARIANT(settled_compare(&lines[i - 1], &lines[i]) < 0);
}

static Status dump_settled(Status status, SettledLine *lines, size_t count, TextBuffer *out)
{
    INVARIANT(status == STATUS_OK || (lines == NULL && count == 0));
    if (status != STATUS_OK) return status;
    check_order(lines, count);
    text_buffer_text(out, SETTLED_HEADER);
    for (size_t i = 0; i < count; i++)
        settled_csv_append(out, &lines[i]);
    system_free(lines);
    return status;
}

/* The plain reader says the same or nothing. */
static void check_plain_settled(const void *bytes, size_t size, const SettledLine *lines,
                                size_t count)
{
    bool plain;
    PackedLines read;
    INVARIANT(settled_plain_read("table.csv", bytes, size, &read, &plain, NULL) == STATUS_OK);
    INVARIANT(plain || read.items == NULL);
    INVARIANT(!plain || read.count == count);
    for (size_t i = 0; i < read.count; i++) {
        const SettledLine line = packed_line_unpack(read.items[i]);
        INVARIANT(settled_compare(&line, &lines[i]) == 0 && line.amount == lines[i].amount);
    }
    packed_lines_free(&read);
}

static Status read_settled(const void *bytes, size_t size, TextBuffer *out, Failure *failure)
{
    SettledLine *lines;
    size_t count;
    Status status = settled_csv_read("table.csv", bytes, size, false, &lines, &count, failure);
    check_plain_settled(bytes, size, lines, count);
    if (status == STATUS_OK) return dump_settled(status, lines, count, out);
    /* What is refused for a line that stands twice, is added up where that is asked for. */
    SettledLine *added;
    if (settled_csv_read("table.csv", bytes, size, true, &added, &count, NULL) == STATUS_OK)
        check_order(added, count);
    system_free(added);
    return dump_settled(status, lines, 0, out);
}

void fuzz_settled(const uint8_t *data, size_t size)
{
    fuzz_written(read_settled, true, data, size);
}

static Status read_paid(const void *bytes, size_t size, TextBuffer *out, Failure *failure)
{
    const PaidLimits limits = {2018, 2016, test_municipalities()};
    FuzzFile file = fuzz_file(bytes, size);
    SettledLine *lines;
    size_t count;
    Status status = paid_csv_read(file.path, &limits, &lines, &count, failure);
    fuzz_file_close(&file);
    for (size_t i = 0; i < count; i++) {
        INVARIANT(lines[i].amount >= 0);
        INVARIANT(lines[i].budget_year >= 2016 && lines[i].budget_year <= 2018);
    }
    return dump_settled(status, lines, count, out);
}

void fuzz_paid(const uint8_t *data, size_t size)
{
    fuzz_table(read_paid, data, size);
}

static void check_plain_looks(const void *bytes, size_t size, const PersonLooks *looks)
{
    bool plain;
    PersonLooks read;
    INVARIANT(look_plain_read("table.csv", bytes, size, &read, &plain, NULL) == STATUS_OK);
    INVARIANT(plain || (read.items == NULL && read.formers == NULL));
    INVARIANT(!plain ||
              (read.count == looks->count && read.former_count == looks->former_count));
    for (size_t i = 0; i < read.count; i++) {
        const PersonLook *a = &read.items[i], *b = &looks->items[i];
        INVARIANT(a->ident == b->ident && a->born == b->born && a->settled == b->settled);
        INVARIANT(a->settled_in == b->settled_in && a->background == b->background);
        INVARIANT(a->sex == b->sex && a->former_count == b->former_count);
        INVARIANT(a->former_begin == b->former_begin);
        INVARIANT(memcmp(&a->facts, &b->facts, sizeof a->facts) == 0);
    }
    for (size_t i = 0; i < read.former_count; i++)
        INVARIANT(read.formers[i] == looks->formers[i]);
    person_looks_free(&read);
}

static Status read_looks(const void *bytes, size_t size, TextBuffer *out, Failure *failure)
{
    PersonLooks looks;
    Status status = look_csv_read("table.csv", bytes, size, &looks, failure);
    check_plain_looks(bytes, size, &looks);
    INVARIANT(status == STATUS_OK || (looks.items == NULL && looks.formers == NULL));
    if (status != STATUS_OK) return status;
    text_buffer_text(out, LOOK_HEADER);
    for (size_t i = 0; i < looks.count; i++) {
        const PersonLook *look = &looks.items[i];
        INVARIANT(look->former_begin + look->former_count <= looks.former_count);
        look_csv_append(out, look,
                        look->former_count > 0 ? &looks.formers[look->former_begin] : NULL);
    }
    person_looks_free(&looks);
    return status;
}

void fuzz_looks(const uint8_t *data, size_t size)
{
    fuzz_written(read_looks, true, data, size);
}

static const RunMark decided_by = {2018, 3, false, {0}};

static void dump_decision(TextBuffer *out, const DecisionLine *line)
{
    char subject[SUBJECT_TEXT_SIZE];
    subject_format(line->subject, subject);
    INVARIANT(line->from.denominator > 0 && line->to.denominator > 0);
    decision_csv_append(out, line, subject, &decided_by);
}

static Status read_decisions(const void *bytes, size_t size, TextBuffer *out, Failure *failure)
{
    DecisionReader reader;
    bool more = true;
    TRY(decision_reader_open(&reader, "table.csv", bytes, size, &decided_by, failure));
    text_buffer_text(out, DECISION_HEADER);
    for (;;) {
        DecisionLine line = {0};
        Status status = decision_reader_next(&reader, &line, &more, failure);
        if (status == STATUS_OK && more) {
            dump_decision(out, &line);
            continue;
        }
        decision_reader_close(&reader);
        return status;
    }
}

void fuzz_decisions(const uint8_t *data, size_t size)
{
    fuzz_written(read_decisions, true, data, size);
}
