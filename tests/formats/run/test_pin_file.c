/*
 * test_pin_file.c - a pin is these bytes and no others, its owner's alone, and never goes back,
 * whoever moves it at the same time.
 */
#include "formats/run/pin_file.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/formats/base/scratch.h"
#include "tests/rules/base/test_main.h"

#define HASH(digit)                                                                            \
    digit digit digit digit digit digit digit digit digit digit digit digit digit digit digit  \
        digit digit digit digit digit digit digit digit digit digit digit digit digit digit    \
            digit digit digit
static const char whole[] =
    "format: tilskudd-pin-1\n"
    "opening: " HASH("01") "\nauthority: " HASH(
        "02") "\n"
              "ca: " HASH("03") "\nlog-key: " HASH(
                  "04") "\n"
                        "signers: " HASH("05") "\nentry: 000012\n"
                                               "time: 2018-10-08T09:30:00Z\nhead: " HASH(
                                                   "06") "\n";

/* The pin of the text, of another entry. */
static PinFile pin_at(uint32_t entry, uint8_t head)
{
    PinFile pin = {.entry = entry};
    memset(pin.opening, 1, SHA256_SIZE);
    for (int i = 0; i < PIN_KEYS; i++)
        memset(pin.keys[i], 2 + i, SHA256_SIZE);
    (void)snprintf(pin.time, sizeof pin.time, "2018-10-08T09:30:00Z");
    memset(pin.head, head, SHA256_SIZE);
    return pin;
}

static bool any(const void *user, const PinFile *now)
{
    (void)now;
    return user == NULL;
}

static uint32_t entry_there(void)
{
    PinFile pin = {.entry = 0};
    CU_ASSERT_EQUAL_FATAL(pin_file_read(scratch_path("pin"), &pin, NULL), STATUS_OK);
    return pin.entry;
}

static void a_pin_is_these_bytes(void)
{
    PinFile made = pin_at(12, 6), read = {.entry = 0};
    scratch_begin();
    CU_ASSERT_EQUAL(pin_file_make(scratch_path("pin"), &made, NULL), STATUS_OK);
    CU_ASSERT(scratch_holds("pin", whole));
    CU_ASSERT_EQUAL(pin_file_read(scratch_path("pin"), &read, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(memcmp(&made, &read, sizeof made), 0);
    CU_ASSERT_EQUAL(pin_file_make(scratch_path("pin"), &made, NULL), STATUS_OUTPUT_EXISTS);
    CU_ASSERT_EQUAL(scratch_count(), 1);
}

/* Any one byte left out, doubled or turned makes it none, or a pin of something else. */
static void no_other_bytes_are_one(void)
{
    char text[sizeof whole + 1];
    scratch_begin();
    for (size_t i = 0; i < sizeof whole - 1; i++) {
        PinFile pin;
        memcpy(text, whole, i);
        memcpy(text + i, whole + i + 1, sizeof whole - 1 - i);
        CU_ASSERT_EQUAL(pin_file_read(scratch_write("pin", text, sizeof whole - 2), &pin, NULL),
                        STATUS_VERIFICATION);
        memcpy(text + i + 1, whole + i, sizeof whole - i);
        text[i] = whole[i];
        CU_ASSERT_EQUAL(pin_file_read(scratch_write("pin", text, sizeof whole), &pin, NULL),
                        STATUS_VERIFICATION);
    }
}

static void it_never_goes_back(void)
{
    PinFile five = pin_at(5, 7), six = pin_at(6, 8), fork = pin_at(6, 9), other = pin_at(7, 7);
    memset(other.opening, 9, SHA256_SIZE);
    scratch_begin();
    const char *path = scratch_path("pin");
    CU_ASSERT_EQUAL(pin_file_move(path, &five, any, NULL, NULL), STATUS_INPUT_MISSING);
    CU_ASSERT_EQUAL_FATAL(pin_file_make(path, &five, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(pin_file_move(path, &six, any, NULL, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(entry_there(), 6);
    /* Somebody who began earlier comes later. */
    CU_ASSERT_EQUAL(pin_file_move(path, &five, any, NULL, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(entry_there(), 6);
    CU_ASSERT_EQUAL(pin_file_move(path, &fork, any, NULL, NULL), STATUS_VERIFICATION);
    CU_ASSERT_EQUAL(pin_file_move(path, &other, any, NULL, NULL), STATUS_VERIFICATION);
    CU_ASSERT_EQUAL(pin_file_move(path, &six, any, "not of this ledger", NULL),
                    STATUS_VERIFICATION);
    CU_ASSERT_EQUAL(entry_there(), 6);
    CU_ASSERT_EQUAL(scratch_count(), 1);
}

static void only_its_owner_writes_it(void)
{
    PinFile pin = pin_at(12, 6), read;
    scratch_begin();
    const char *path = scratch_path("pin");
    CU_ASSERT_EQUAL_FATAL(pin_file_make(path, &pin, NULL), STATUS_OK);
    for (mode_t mode = 0600; mode <= 0777; mode++) {
        bool others = (mode & 022) != 0;
        CU_ASSERT_EQUAL(chmod(path, mode), 0);
        CU_ASSERT_EQUAL(pin_file_read(path, &read, NULL), others ? STATUS_PIN : STATUS_OK);
    }
    CU_ASSERT_EQUAL(chmod(path, 0600), 0);
    CU_ASSERT_EQUAL(chmod(scratch_folder(), 0777), 0);
    CU_ASSERT_EQUAL(pin_file_read(path, &read, NULL), STATUS_PIN);
    CU_ASSERT_EQUAL(pin_file_move(path, &pin, any, NULL, NULL), STATUS_PIN);
    CU_ASSERT_EQUAL(chmod(scratch_folder(), 01777), 0);
    CU_ASSERT_EQUAL(pin_file_read(path, &read, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(symlink(path, scratch_path("link")), 0);
    CU_ASSERT_EQUAL(pin_file_read(scratch_path("link"), &read, NULL), STATUS_PIN);
    scratch_end();
}

static const TestCase tests[] = {
    {"a pin is these bytes", a_pin_is_these_bytes},
    {"no other bytes are one", no_other_bytes_are_one},
    {"it never goes back", it_never_goes_back},
    {"only its owner writes it", only_its_owner_writes_it},
};

TEST_MAIN("pin file", tests)
