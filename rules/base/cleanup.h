/*
 * cleanup.h - what is let go when a block is left, however it is left.
 *
 * A variable declared with CLEANUP(f) is given to f's cleanup when its block ends, in the
 * reverse order of the declarations: declare in the order of need. It is initialised where it
 * is declared
 * (= NULL, = {0}). What a function hands to its caller is taken out with HAND_OVER.
 *
 *     CLEANUP(json_free) JsonValue *value = NULL;
 *     TRY(json_read(path, &value, failure));
 *
 * Beside a function that frees stands one line, CLEANUP_POINTER(JsonValue, json_free) or, for
 * what is not held by pointer, CLEANUP_VALUE(PathList, path_list_free). These define functions
 * that do nothing but call it, from the thread that leaves the block.
 */
#ifndef TILSKUDD_RULES_CLEANUP_H
#define TILSKUDD_RULES_CLEANUP_H

#include <string.h>

#define CLEANUP(function) __attribute__((cleanup(cleanup_##function)))

/* `function` takes a pointer and is not called for NULL. */
#define CLEANUP_POINTER(type, function)                                                        \
    static inline void cleanup_##function(type **held)                                         \
    {                                                                                          \
        if (*held != NULL) function(*held);                                                    \
    }

/* `function` takes the address of the variable and accepts it zeroed. */
#define CLEANUP_VALUE(type, function)                                                          \
    static inline void cleanup_##function(type *held)                                          \
    {                                                                                          \
        function(held);                                                                        \
    }

/* What the block no longer owns: the value of `variable`, which becomes NULL or zero. */
#define HAND_OVER(type, variable)                                                              \
    __extension__({                                                                            \
        type handed_over = (variable);                                                         \
        memset(&(variable), 0, sizeof(variable));                                              \
        handed_over;                                                                           \
    })

#endif
