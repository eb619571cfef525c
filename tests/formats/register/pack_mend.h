/*
 * pack_mend.h - hostile packs: the sums of one are made right again after it was changed, as
 * whoever makes one up would. And all of a pack walked through, as a run does. One thread.
 */
#ifndef TILSKUDD_TESTS_FORMATS_REGISTER_PACK_MEND_H
#define TILSKUDD_TESTS_FORMATS_REGISTER_PACK_MEND_H

#include "formats/register/register_pack.h"

#define PACK_TEST_BUILD "0123456789abcdef"

/* The key that they are made with. */
extern const OwnKey pack_test_key;

/* Sums and code over what end and index say, as far as they lie within the bytes. */
void pack_mend(uint8_t *bytes, size_t size);
/* Opens a file as an own pack, reads all its parts and looks at every value in them. The first
 * failure, or STATUS_OK. */
Status pack_walk(const char *path, Failure *failure);

#endif
