/*
 * test_merge_pool.c - lists that threads add become one, whoever is first: nothing is lost or
 * counted twice, and when merging fails everything is let go.
 */
#include <CUnit/Basic.h>
#include <stdint.h>

#include "formats/base/merge_pool.h"
#include "formats/base/parallel.h"
#include "formats/base/system.h"
#include "tests/rules/base/test_main.h"

enum { LISTS = 1000 };

static atomic_int lists;          /* that are there */
static atomic_int merges_to_fail; /* when it comes to 0 */

/* A "list" is the sum and the number of what was added. */
typedef struct Sum {
    uint64_t sum, count;
} Sum;

static Sum *make(uint64_t value)
{
    Sum *made = system_allocate(sizeof *made);
    CU_ASSERT_PTR_NOT_NULL_FATAL(made);
    *made = (Sum){value, 1};
    atomic_fetch_add(&lists, 1);
    return made;
}

static void release(void *list)
{
    atomic_fetch_sub(&lists, 1);
    system_free(list);
}

static Status merge(void *left, void *right, void **out, Failure *failure)
{
    Sum *into = left;
    const Sum *other = right;
    into->sum += other->sum;
    into->count += other->count;
    release(right);
    *out = into;
    if (atomic_fetch_sub(&merges_to_fail, 1) != 1) return STATUS_OK;
    release(left);
    return failure_set(failure, STATUS_MEMORY, "merge", NULL);
}

static Status add_piece(void *user, const ParallelPiece *piece, Failure *failure)
{
    return merge_pool_add(user, make(piece->number), failure);
}

static Status add_all(MergePool *pool, size_t count, int threads)
{
    Failure failure;
    const Parallel parallel = {
        .pieces = count, .threads = threads, .user = pool, .work = add_piece};
    return parallel_run(&parallel, &failure);
}

static void test_nothing_is_lost(void)
{
    for (size_t count = 0; count <= LISTS; count = count * 2 + 1) {
        void *all;
        Failure failure;
        CLEANUP(merge_pool_free) MergePool pool = {.merge = merge, .release = release};
        CU_ASSERT_EQUAL(add_all(&pool, count, 4), STATUS_OK);
        CU_ASSERT_EQUAL(merge_pool_take(&pool, &all, &failure), STATUS_OK);
        const Sum *sum = all;
        CU_ASSERT_EQUAL(sum == NULL, count == 0);
        if (sum == NULL) continue;
        CU_ASSERT_EQUAL(sum->count, count);
        CU_ASSERT_EQUAL(sum->sum, count * (count - 1) / 2);
        CU_ASSERT_EQUAL(atomic_load(&lists), 1);
        release(all);
    }
    CU_ASSERT_EQUAL(atomic_load(&lists), 0);
}

/* One by one: as many lists wait as the number added has ones. */
static void test_few_wait(void)
{
    Failure failure;
    CLEANUP(merge_pool_free) MergePool pool = {.merge = merge, .release = release};
    for (unsigned i = 1; i <= LISTS; i++) {
        CU_ASSERT_EQUAL(merge_pool_add(&pool, make(i), &failure), STATUS_OK);
        CU_ASSERT_EQUAL(atomic_load(&lists), __builtin_popcount(i));
    }
    merge_pool_free(&pool);
    CU_ASSERT_EQUAL(atomic_load(&lists), 0);
}

static void test_failing(void)
{
    for (int at = 1; at < 64; at++) {
        void *all = NULL;
        Failure failure;
        MergePool pool = {.merge = merge, .release = release};
        atomic_store(&merges_to_fail, at);
        Status status = add_all(&pool, 60, 2);
        if (status == STATUS_OK) status = merge_pool_take(&pool, &all, &failure);
        CU_ASSERT_EQUAL(status, at < 60 ? STATUS_MEMORY : STATUS_OK);
        if (status == STATUS_OK) release(all);
        merge_pool_free(&pool);
        CU_ASSERT_EQUAL(atomic_load(&lists), 0);
    }
    atomic_store(&merges_to_fail, 0);
}

static const TestCase tests[] = {
    {"nothing is lost", test_nothing_is_lost},
    {"few wait", test_few_wait},
    {"merging fails", test_failing},
};

TEST_MAIN("merge_pool", tests)
