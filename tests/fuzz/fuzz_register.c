/*
 * fuzz_register.c - any bytes as a register: nothing may crash, leak or hang, and slices of any
 * size, read plainly or not, must give what the whole file gives when libxml2 reads it. The
 * bytes are also the seed of a made-up register and of what is changed in it.
 */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "tests/formats/register/register_dump.h"
#include "tests/fuzz/scan_compare.h"
#include "tests/fuzz/scan_document.h"

enum { SLICES = 5 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void compare(const char *path, const char *whole, size_t slice)
{
    TextBuffer sliced = TEXT_BUFFER_EMPTY;
    register_read_to_text(path, 1, slice, &sliced);
    INVARIANT(text_buffer_status(&sliced, NULL) == STATUS_OK);
    INVARIANT(strcmp(whole, sliced.bytes) == 0);
    text_buffer_free(&sliced);
}

/* Eight bytes draw the register; each three that follow put one byte somewhere. */
static void compare_made_up(const uint8_t *data, size_t size)
{
    enum { SEED = 8, CHANGE = 3, SLICE = 700 };
    uint64_t seed = 0;
    ScanCounts counts = {0};
    TextBuffer text = TEXT_BUFFER_EMPTY;
    if (size < SEED) return;
    memcpy(&seed, data, SEED);
    Random random = random_for(seed, 0, 0);
    scan_document(&random, &text);
    for (size_t i = SEED; i + CHANGE <= size && i < SEED + 8 * CHANGE; i += CHANGE)
        text.bytes[(data[i] * 256u + data[i + 1]) % text.length] = (char)data[i + 2];
    INVARIANT(scan_compare(text.bytes, text.length, SLICE, &counts));
    text_buffer_free(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ScanCounts counts = {0};
    INVARIANT(scan_compare((const char *)data, size, 300, &counts));
    compare_made_up(data, size);
    static const size_t slices[SLICES] = {1, 50, 300, 2000, SIZE_MAX};
    int descriptor = memfd_create("register", MFD_CLOEXEC);
    INVARIANT(descriptor >= 0);
    INVARIANT(system_write_all(descriptor, data, size) == 0);
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
    TextBuffer whole = TEXT_BUFFER_EMPTY;
    register_read_by_libxml2(path, &whole);
    INVARIANT(text_buffer_status(&whole, NULL) == STATUS_OK);
    for (size_t i = 0; i < SLICES; i++)
        compare(path, whole.bytes, slices[i]);
    text_buffer_free(&whole);
    INVARIANT(system_close(descriptor) == 0);
    return 0;
}
