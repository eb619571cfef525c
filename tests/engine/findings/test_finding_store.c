/*
 * test_finding_store.c - findings go through a small buffer and a file and must come out all,
 * whole and in the one order, whatever the buffer's size: a finding that is lost is a control
 * that never ran, one in another place is another file for the auditor.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/engine/findings/finding_sample.h"
#include "tests/formats/base/scratch.h"
#include "tests/rules/base/test_main.h"

enum { SOME = 20000, TINY = FINDING_STORE_BYTES_MIN };

static void add_samples(FindingStore *store, uint32_t first, uint32_t end)
{
    for (uint32_t i = first; i < end; i++) {
        RunFinding found = finding_sample(i);
        CU_ASSERT_EQUAL_FATAL(finding_store_add(store, &found, NULL), STATUS_OK);
    }
}

/* Numbers of the samples below `end` that have a value to carry it. */
static uint64_t sum_below(uint32_t end)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i < end; i++) {
        if (i % (FINDING_VALUES_MAX + 1) != 0) sum += i;
    }
    return sum;
}

static void check_all(const FindingStore *store, uint32_t count)
{
    FindingOrder order = {0};
    CU_ASSERT_EQUAL(finding_store_each(store, finding_order_add, &order, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(order.seen, count);
    CU_ASSERT_EQUAL(order.sum, sum_below(count));
    CU_ASSERT_EQUAL(order.wrong, 0);
    CU_ASSERT_EQUAL(store->count, count);
}

static void a_packed_finding_is_the_same(void)
{
    static uint8_t packed[FINDING_PACKED_MAX];
    for (uint32_t i = 0; i < 100; i++) {
        RunFinding found = finding_sample(i), back;
        size_t length = finding_pack(&found, packed);
        CU_ASSERT_EQUAL(length, 32 + 16 * (size_t)found.finding.value_count);
        CU_ASSERT_EQUAL(finding_packed_length(packed), length);
        CU_ASSERT_EQUAL(finding_packed_control(packed), found.finding.control);
        finding_unpack(packed, &back);
        CU_ASSERT_TRUE(finding_sample_same(&found, &back));
    }
}

static FindingKey key_at(MunicipalityCode municipality, uint32_t file, uint32_t record,
                         int control)
{
    uint8_t packed[FINDING_PACKED_MAX];
    RunFinding found = {.file = file, .record = record};
    found.finding.municipality = municipality;
    found.finding.control = control;
    (void)finding_pack(&found, packed);
    return finding_packed_key(packed);
}

static bool is_below(FindingKey left, FindingKey right)
{
    return left.high != right.high ? left.high < right.high : left.low < right.low;
}

/* Each field outweighs all after it, at its smallest step against their largest. */
static void keys_follow_the_order(void)
{
    CU_ASSERT_TRUE(is_below(key_at(1, UINT32_MAX, UINT32_MAX, 1099), key_at(2, 0, 0, 1)));
    CU_ASSERT_TRUE(is_below(key_at(1, 6, UINT32_MAX, 1099), key_at(1, 7, 0, 1)));
    CU_ASSERT_TRUE(is_below(key_at(1, 7, 65535, 1099), key_at(1, 7, 65536, 1)));
    CU_ASSERT_TRUE(is_below(key_at(1, 7, 65536, 1099), key_at(1, 7, 65537, 1)));
    CU_ASSERT_TRUE(is_below(key_at(1, 7, 8, 101), key_at(1, 7, 8, 102)));
    CU_ASSERT_FALSE(is_below(key_at(1, 7, 8, 101), key_at(1, 7, 8, 101)));
    CU_ASSERT_EQUAL(key_at(9999, UINT32_MAX, UINT32_MAX, 1099).low & UINT32_MAX, 0);
}

static void an_empty_store_is_nothing(void)
{
    FindingStore store = {0};
    FindingOrder order = {0};
    CU_ASSERT_EQUAL(finding_store_each(&store, finding_order_add, &order, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(order.seen, 0);
    finding_store_free(&store);
}

/* From one that holds all to one that is full after some fifty, with runs of runs. */
static void any_buffer_gives_the_same_order(void)
{
    static const size_t limits[] = {0, 1 << 20, 65536, 8192, TINY + 8, TINY};
    scratch_begin();
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        FindingStore store = {.folder = scratch_folder(), .limit = limits[i]};
        add_samples(&store, 0, SOME);
        check_all(&store, SOME);
        CU_ASSERT_EQUAL(scratch_count(), 0);
        finding_store_free(&store);
        CU_ASSERT_EQUAL(store.count, 0);
    }
    scratch_end();
}

/* One more than fits, and one less: every count around the first spills. */
static void nothing_is_lost_at_the_edges(void)
{
    for (uint32_t count = 1; count < 300; count++) {
        FindingStore store = {.limit = TINY};
        add_samples(&store, 0, count);
        check_all(&store, count);
        finding_store_free(&store);
    }
}

static void equal_keys_stay_in_the_order_of_adding(void)
{
    enum { EQUAL = 3000 };
    FindingStore store = {.limit = TINY};
    FindingOrder order = {0};
    for (uint32_t i = 0; i < EQUAL; i++) {
        RunFinding found = {.file = UINT32_MAX};
        found.finding = (Finding){.control = 404, .value_count = 1};
        found.finding.values[0] = (FindingValue){"number", VALUE_NUMBER, i, NULL};
        CU_ASSERT_EQUAL_FATAL(finding_store_add(&store, &found, NULL), STATUS_OK);
    }
    CU_ASSERT_EQUAL(finding_store_each(&store, finding_order_add, &order, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(order.seen, EQUAL);
    CU_ASSERT_EQUAL(order.before.finding.values[0].number, EQUAL - 1);
    /* The content is not the sample's, the order is. */
    CU_ASSERT_EQUAL(order.wrong, EQUAL);
    CU_ASSERT_EQUAL(store.by_control[404], EQUAL);
    finding_store_free(&store);
}

static void visits_and_additions_take_turns(void)
{
    static const size_t limits[] = {0, TINY};
    for (size_t i = 0; i < 2; i++) {
        FindingStore store = {.limit = limits[i]};
        add_samples(&store, 0, 700);
        check_all(&store, 700);
        check_all(&store, 700);
        add_samples(&store, 700, 701);
        check_all(&store, 701);
        add_samples(&store, 701, 3000);
        check_all(&store, 3000);
        finding_store_free(&store);
    }
}

static void a_list_is_taken_whole(void)
{
    FindingStore store = {.limit = TINY};
    FindingList list = {0};
    uint64_t controls = 0;
    CU_ASSERT_EQUAL(finding_store_take(&store, &list, NULL), STATUS_OK);
    for (uint32_t i = 0; i < 5000; i++) {
        RunFinding found = finding_sample(i);
        CU_ASSERT_EQUAL_FATAL(finding_list_add(&list, &found, NULL), STATUS_OK);
        if (i % 1000 == 999) {
            CU_ASSERT_EQUAL(finding_store_take(&store, &list, NULL), STATUS_OK);
            CU_ASSERT_EQUAL(list.length, 0);
        }
    }
    check_all(&store, 5000);
    for (int control = 0; control < CONTROL_NUMBERS_MAX; control++) {
        controls += store.by_control[control];
    }
    CU_ASSERT_EQUAL(controls, 5000);
    CU_ASSERT(store.by_control[101] > 500);
    finding_list_free(&list);
    finding_store_free(&store);
}

static Status stop_after_ten(void *user, const RunFinding *finding, Failure *failure)
{
    int *left = user;
    (void)finding;
    if (--*left > 0) return STATUS_OK;
    return failure_set(failure, STATUS_NOT_NOW, NULL, "enough");
}

static void a_visitor_ends_the_visit(void)
{
    static const size_t limits[] = {0, TINY};
    for (size_t i = 0; i < 2; i++) {
        FindingStore store = {.limit = limits[i]};
        Failure failure;
        int left = 10;
        add_samples(&store, 0, 2000);
        CU_ASSERT_EQUAL(finding_store_each(&store, stop_after_ten, &left, &failure),
                        STATUS_NOT_NOW);
        CU_ASSERT_EQUAL(left, 0);
        CU_ASSERT_STRING_EQUAL(failure.detail, "enough");
        check_all(&store, 2000);
        finding_store_free(&store);
    }
}

/* Where no file can be made the system's word is told, and nothing goes on without it. */
static void a_folder_that_is_missing_is_told(void)
{
    scratch_begin();
    FindingStore store = {.folder = scratch_path("missing"), .limit = TINY};
    Failure failure;
    Status status = STATUS_OK;
    for (uint32_t i = 0; i < 1000 && status == STATUS_OK; i++) {
        RunFinding found = finding_sample(i);
        status = finding_store_add(&store, &found, &failure);
    }
    CU_ASSERT_EQUAL(status, STATUS_WRITE);
    CU_ASSERT_PTR_NOT_NULL(strstr(failure.detail, strerror(ENOENT)));
    CU_ASSERT_PTR_NOT_NULL(strstr(failure.where, "missing"));
    finding_store_free(&store);
    scratch_end();
}

/* The file holds idents: no name, no rights for others. */
static void the_file_has_no_name(void)
{
    int (*const makers[])(const char *) = {system_create_nameless, system_create_unlinked};
    scratch_begin();
    for (size_t i = 0; i < 2; i++) {
        struct stat found;
        char back[4] = "";
        int descriptor = makers[i](scratch_folder());
        CU_ASSERT_FATAL(descriptor >= 0);
        CU_ASSERT_EQUAL(fstat(descriptor, &found), 0);
        CU_ASSERT_EQUAL(found.st_nlink, 0);
        CU_ASSERT_EQUAL(found.st_mode & 0777, 0600);
        CU_ASSERT_EQUAL(scratch_count(), 0);
        CU_ASSERT_EQUAL(system_write_at(descriptor, "abc", 4, 0), 0);
        CU_ASSERT_EQUAL(system_read_at(descriptor, back, 4, 0), 0);
        CU_ASSERT_STRING_EQUAL(back, "abc");
        CU_ASSERT_EQUAL(system_close(descriptor), 0);
        CU_ASSERT_EQUAL(makers[i](scratch_path("missing")), -1);
        CU_ASSERT_EQUAL(errno, ENOENT);
    }
    scratch_end();
}

/* A name that is taken by others is left alone. */
static void a_taken_name_is_left_alone(void)
{
    char name[64];
    scratch_begin();
    snprintf(name, sizeof name, ".tilskudd-%ld-0.tmp", (long)getpid());
    scratch_write(name, "mine", 4);
    int descriptor = system_create_unlinked(scratch_folder());
    CU_ASSERT(descriptor >= 0);
    CU_ASSERT_TRUE(scratch_holds(name, "mine"));
    CU_ASSERT_EQUAL(scratch_count(), 1);
    CU_ASSERT_EQUAL(system_close(descriptor), 0);
    scratch_end();
}

static long peak_kib(void)
{
    struct rusage usage;
    CU_ASSERT_EQUAL(getrusage(RUSAGE_SELF, &usage), 0);
    return usage.ru_maxrss;
}

/* A sanitizer keeps what was freed, so that a peak says nothing. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
static const bool peak_counts = false;
#elif defined(__clang__)
static const bool peak_counts =
    !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer);
#else
static const bool peak_counts = true;
#endif

/* 1.5 million findings are some 120 MB packed; the store takes its buffer and the sorting. */
static void memory_has_a_bound(void)
{
    enum { MANY = 1500000, BOUND_KIB = 40 << 10 };
    FindingStore store = {0};
    long before = peak_kib();
    add_samples(&store, 0, MANY);
    check_all(&store, MANY);
    CU_ASSERT(!peak_counts || peak_kib() - before < BOUND_KIB);
    finding_store_free(&store);
}

static const TestCase tests[] = {
    {"memory has a bound", memory_has_a_bound},
    {"a packed finding is the same", a_packed_finding_is_the_same},
    {"keys follow the order", keys_follow_the_order},
    {"an empty store is nothing", an_empty_store_is_nothing},
    {"any buffer gives the same order", any_buffer_gives_the_same_order},
    {"nothing is lost at the edges", nothing_is_lost_at_the_edges},
    {"equal keys stay in the order of adding", equal_keys_stay_in_the_order_of_adding},
    {"visits and additions take turns", visits_and_additions_take_turns},
    {"a list is taken whole", a_list_is_taken_whole},
    {"a visitor ends the visit", a_visitor_ends_the_visit},
    {"a folder that is missing is told", a_folder_that_is_missing_is_told},
    {"the file has no name", the_file_has_no_name},
    {"a taken name is left alone", a_taken_name_is_left_alone},
};

TEST_MAIN("finding store", tests)
