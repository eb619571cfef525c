/*
 * fuzz_register.c - any bytes as a register: nothing may crash, leak or hang, and slices of any
 * size, read plainly or not, must give what the whole file gives when libxml2 reads it.
 */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "tests/formats/register/register_dump.h"

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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
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
