/*
 * test_ledger_snapshot.c - a snapshot saves reading the ledger, and says what was paid to whom:
 * it must come back as it was, or not at all; one that somebody else made or can write to must
 * not even be looked into.
 */
#include <CUnit/Basic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/base/input_file.h"
#include "formats/run/ledger_snapshot.h"
#include "tests/formats/base/scratch.h"
#include "tests/rules/base/test_main.h"

enum { LINES = 5, LOOKS = 3, EARLIER = 2, FORMERS = 2 };

static PackedLine line_items[LINES];
static PersonLook look_items[LOOKS];
static PersonLook earlier_items[EARLIER];
static Ident former_items[FORMERS];
static const PackedLines lines = {line_items, LINES};
static const PersonLooks looks = {look_items, LOOKS,         former_items,
                                  FORMERS,    earlier_items, EARLIER};
static OwnKey key = {.bytes = {1, 2, 3}};
static const SnapshotPlace place = {.entry = 7, .head = {1, 2, 3}};

static void fill(void)
{
    memset(look_items, 0, sizeof look_items);
    for (size_t i = 0; i < LINES; i++) {
        const SettledLine line = {.subject = 1000003 + 2 * i,
                                  .amount = (Ore)i * 1000 - 2000,
                                  .code = GRANT_AR_2,
                                  .budget_year = 2018,
                                  .municipality = 301};
        line_items[i] = packed_line(&line);
    }
    for (size_t i = 0; i < LOOKS; i++)
        look_items[i] =
            (PersonLook){.ident = 1000003 + 2 * i, .sex = SEX_WOMAN, .entry = (uint32_t)i + 5};
    memset(earlier_items, 0, sizeof earlier_items);
    for (size_t i = 0; i < EARLIER; i++)
        earlier_items[i] = (PersonLook){.ident = look_items[1].ident, .born = 100 + (Day)i};
    look_items[1].former_count = FORMERS;
    former_items[0] = 3;
    former_items[1] = 5;
}

static const char *write_one(void)
{
    Failure failure;
    const char *path = scratch_path("snapshot");
    fill();
    CU_ASSERT_EQUAL(ledger_snapshot_write(path, &key, &place, &lines, &looks, &failure),
                    STATUS_OK);
    return path;
}

static SnapshotFound look_at(const char *path)
{
    Failure failure;
    SnapshotFound found = SNAPSHOT_OWN;
    CLEANUP(ledger_snapshot_close) LedgerSnapshot *snapshot = NULL;
    CU_ASSERT_EQUAL(ledger_snapshot_open(path, &key, &snapshot, &found, &failure), STATUS_OK);
    CU_ASSERT_EQUAL(snapshot != NULL, found == SNAPSHOT_OWN);
    return found;
}

/* Whether it is taken; what is taken is what was written. */
static bool comes_back(const char *path)
{
    bool sound = false;
    Failure failure;
    SnapshotFound found;
    PackedLines got;
    PersonLooks seen;
    CLEANUP(ledger_snapshot_close) LedgerSnapshot *snapshot = NULL;
    CU_ASSERT_EQUAL(ledger_snapshot_open(path, &key, &snapshot, &found, &failure), STATUS_OK);
    if (snapshot == NULL) return false;
    CU_ASSERT_EQUAL(ledger_snapshot_read(snapshot, &got, &seen, &sound, &failure), STATUS_OK);
    CU_ASSERT(sound || (got.items == NULL && seen.items == NULL && seen.formers == NULL));
    if (!sound) return false;
    const SnapshotPlace *said = ledger_snapshot_place(snapshot);
    CU_ASSERT(said->entry == 7 && memcmp(said->head, place.head, SHA256_SIZE) == 0);
    CU_ASSERT_FATAL(got.count == LINES && seen.count == LOOKS && seen.former_count == FORMERS);
    CU_ASSERT(memcmp(got.items, line_items, sizeof line_items) == 0);
    CU_ASSERT(memcmp(seen.items, look_items, sizeof look_items) == 0);
    CU_ASSERT_FATAL(seen.earlier_count == EARLIER);
    CU_ASSERT(memcmp(seen.earlier, earlier_items, sizeof earlier_items) == 0);
    CU_ASSERT(memcmp(seen.formers, former_items, sizeof former_items) == 0);
    packed_lines_free(&got);
    person_looks_free(&seen);
    return true;
}

static void test_comes_back(void)
{
    struct stat found;
    scratch_begin();
    const char *path = write_one();
    CU_ASSERT(comes_back(path));
    CU_ASSERT(stat(path, &found) == 0 && (found.st_mode & 0777) == 0600);
    CU_ASSERT(comes_back(write_one())); /* in place of the one before */
    CU_ASSERT_EQUAL(scratch_count(), 1);
    scratch_end();
}

static void test_whose_it_is(void)
{
    scratch_begin();
    const char *path = scratch_path("snapshot");
    CU_ASSERT_EQUAL(look_at(path), SNAPSHOT_MISSING);
    (void)write_one();
    CU_ASSERT_EQUAL(look_at(path), SNAPSHOT_OWN);
    CU_ASSERT(chmod(path, 0620) == 0 && look_at(path) == SNAPSHOT_FOREIGN);
    CU_ASSERT(chmod(path, 0602) == 0 && look_at(path) == SNAPSHOT_FOREIGN);
    CU_ASSERT(chmod(path, 0640) == 0 && look_at(path) == SNAPSHOT_OWN);
    CU_ASSERT(symlink(path, scratch_path("link")) == 0);
    CU_ASSERT_EQUAL(look_at(scratch_path("link")), SNAPSHOT_FOREIGN);
    CU_ASSERT_EQUAL(look_at(scratch_write("letter", "Dear Kari,\n", 11)), SNAPSHOT_FOREIGN);
    CU_ASSERT_EQUAL(look_at(scratch_folder()), SNAPSHOT_FOREIGN);
    key.bytes[0] = 9;
    CU_ASSERT_EQUAL(look_at(path),
                    SNAPSHOT_FOREIGN); /* a copy of what somebody else has made */
    key.bytes[0] = 1;
    key.missing = "there is none";
    CU_ASSERT_EQUAL(look_at(path), SNAPSHOT_FOREIGN);
    key.missing = NULL;
    CU_ASSERT_EQUAL(look_at(path), SNAPSHOT_OWN);
    if (geteuid() == 0 && chown(path, 65534, 65534) == 0)
        CU_ASSERT_EQUAL(look_at(path), SNAPSHOT_FOREIGN);
    scratch_end();
}

/* Any byte, and any end. */
static void test_damage(void)
{
    Failure failure;
    InputFile file;
    scratch_begin();
    const char *path = write_one();
    CU_ASSERT_EQUAL_FATAL(input_file_read_stored(path, 1 << 20, &file, &failure), STATUS_OK);
    char *copy = malloc(file.size + 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(copy);
    memcpy(copy, file.bytes, file.size);
    copy[file.size] = 0;
    for (size_t at = 0; at < file.size; at++) {
        copy[at] = (char)(copy[at] ^ 1 << at % 8);
        CU_ASSERT(!comes_back(scratch_write("changed", copy, file.size)));
        copy[at] = (char)(copy[at] ^ 1 << at % 8);
        if (at % 16 == 0) CU_ASSERT(!comes_back(scratch_write("changed", copy, at)));
    }
    CU_ASSERT(!comes_back(scratch_write("changed", copy, file.size + 1)));
    CU_ASSERT(comes_back(scratch_write("changed", copy, file.size)));
    input_file_free(&file);
    free(copy);
    scratch_end();
}

/* Its hash is right, and its content no ledger's. */
static void test_nonsense(void)
{
    Failure failure;
    scratch_begin();
    const char *path = write_one();
    look_items[1].former_begin = 1;
    CU_ASSERT_EQUAL(ledger_snapshot_write(path, &key, &place, &lines, &looks, &failure),
                    STATUS_OK);
    CU_ASSERT(!comes_back(path));
    fill();
    look_items[2].entry = 8;
    CU_ASSERT_EQUAL(ledger_snapshot_write(path, &key, &place, &lines, &looks, &failure),
                    STATUS_OK);
    CU_ASSERT(!comes_back(path));
    fill();
    line_items[3] = line_items[1];
    CU_ASSERT_EQUAL(ledger_snapshot_write(path, &key, &place, &lines, &looks, &failure),
                    STATUS_OK);
    CU_ASSERT(!comes_back(path));
    fill();
    line_items[4].rest |= (uint64_t)63 << PACKED_ORE_BITS;
    line_items[4].key |= 255;
    CU_ASSERT_EQUAL(ledger_snapshot_write(path, &key, &place, &lines, &looks, &failure),
                    STATUS_OK);
    CU_ASSERT(!comes_back(path));
    scratch_end();
}

static const TestCase tests[] = {
    {"comes back", test_comes_back},
    {"whose it is", test_whose_it_is},
    {"damage", test_damage},
    {"nonsense", test_nonsense},
};

TEST_MAIN("ledger_snapshot", tests)
