/*
 * mutations.h - the ways in which one file is changed by mutate.c: bytes, lines, numbers,
 * members of JSON, whole files. A way gives the same change for the same file and place.
 *
 * Pure work on bytes; texts are owned by the caller: text_buffer_free.
 */
#ifndef TILSKUDD_TESTS_TRUST_MUTATIONS_H
#define TILSKUDD_TESTS_TRUST_MUTATIONS_H

#include "formats/base/text_buffer.h"

typedef enum Mutation {
    /* of the bytes as stored */
    MUTATE_BIT,
    MUTATE_BYTE_REMOVED,
    MUTATE_CUT,
    MUTATE_EMPTIED,
    MUTATE_BYTE_ADDED,
    /* of the content, packed again */
    MUTATE_LINE_REMOVED,
    MUTATE_LINE_DOUBLED,
    MUTATE_LINE_MOVED,
    MUTATE_LINES_SWAPPED,
    MUTATE_NUMBER,
    MUTATE_MEMBER_REMOVED,
    /* of the folder */
    MUTATE_FILE_REMOVED,
    MUTATE_FILE_ADDED,
    MUTATE_EXCHANGED,
    MUTATION_COUNT
} Mutation;

enum { MUTATION_PLACES = 4, MUTATION_WHAT_SIZE = 80 };

/* "bit", "line removed". Constant. */
const char *mutation_text(Mutation mutation);
/* Of the content; the others are of the bytes as stored, or of the folder. */
bool mutation_is_of_content(Mutation mutation);
bool mutation_is_of_folder(Mutation mutation);
/* How many places a mutation has: more than one makes sense where a place is chosen. */
unsigned mutation_places(Mutation mutation);
/* `text` changed in a place, 0 to MUTATION_PLACES - 1, from the beginning to the end. False
 * when it cannot be done there, or changes nothing. `what`: "byte 17", "line 3", "member time".
 */
bool mutation_apply(Mutation mutation, unsigned place, const TextBuffer *text, TextBuffer *out,
                    char what[MUTATION_WHAT_SIZE]);

#endif
