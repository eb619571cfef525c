/*
 * token_shim.c - SoftHSM as a token that locks its PIN or is pulled out: a PKCS#11 library that
 * hands everything on to libsofthsm2.so, but for what the environment says. SoftHSM itself
 * locks nothing and cannot be removed between two signatures.
 *
 *   - TOKEN_SHIM=locked: no PIN is taken any more;
 *   - TOKEN_SHIM=N: the token is gone after N signatures;
 *   - TOKEN_SHIM=bad: all signatures but the first have a wrong bit.
 *
 * What stands in the table of functions is PKCS#11 2.40, section 5 (no header: what is used of
 * it is a few places of a table).
 */
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FUNCTIONS = 68, GET_FUNCTION_LIST = 3, LOGIN = 18, SIGN_INIT = 42, SIGN = 43 };
enum { CKR_GENERAL_ERROR = 0x05, CKR_DEVICE_REMOVED = 0x32, CKR_PIN_LOCKED = 0xA4 };

typedef unsigned long (*SignInit)(unsigned long session, void *mechanism, unsigned long key);

typedef unsigned long (*Sign)(unsigned long session, unsigned char *data, unsigned long size,
                              unsigned char *signature, unsigned long *length);

typedef struct FunctionList {
    unsigned char version[2];
    void *functions[FUNCTIONS];
} FunctionList;

static FunctionList own;
static SignInit real_sign_init;
static Sign real_sign;
static int signatures_made;
static long signatures_left = -1; /* as many as are asked for */

unsigned long C_GetFunctionList(FunctionList **out);

static unsigned long locked_login(unsigned long session, unsigned long user, void *pin,
                                  unsigned long length)
{
    (void)session, (void)user, (void)pin, (void)length;
    return CKR_PIN_LOCKED;
}

static unsigned long counted_sign_init(unsigned long session, void *mechanism,
                                       unsigned long key)
{
    if (signatures_left == 0) return CKR_DEVICE_REMOVED;
    if (signatures_left > 0) signatures_left--;
    return real_sign_init(session, mechanism, key);
}

static unsigned long bad_sign(unsigned long session, unsigned char *data, unsigned long size,
                              unsigned char *signature, unsigned long *length)
{
    unsigned long result = real_sign(session, data, size, signature, length);
    if (result == 0 && signature != NULL && ++signatures_made > 1) signature[*length - 1] ^= 1;
    return result;
}

static const char *setting(void)
{
    static const char name[] = "TOKEN_SHIM=";
    for (char **entry = environ; *entry != NULL; entry++)
        if (strncmp(*entry, name, sizeof name - 1) == 0) return *entry + sizeof name - 1;
    return "";
}

/* A function pointer in a table of data pointers: memcpy, since C has no cast between them. */
static void put(int place, const void *function)
{
    memcpy(&own.functions[place], function, sizeof own.functions[place]);
}

static void apply(const char *how)
{
    unsigned long (*login)(unsigned long, unsigned long, void *, unsigned long) = locked_login;
    SignInit sign_init = counted_sign_init;
    Sign sign = bad_sign;
    memcpy(&real_sign_init, &own.functions[SIGN_INIT], sizeof real_sign_init);
    memcpy(&real_sign, &own.functions[SIGN], sizeof real_sign);
    if (strcmp(how, "locked") == 0)
        put(LOGIN, &login);
    else if (strcmp(how, "bad") == 0)
        put(SIGN, &sign);
    else if (how[0] != '\0')
        signatures_left = strtol(how, NULL, 10);
    put(SIGN_INIT, &sign_init);
}

unsigned long C_GetFunctionList(FunctionList **out)
{
    unsigned long (*real)(FunctionList **), (*self)(FunctionList **) = C_GetFunctionList;
    FunctionList *list = NULL;
    void *library = dlopen("libsofthsm2.so", RTLD_NOW);
    if (library == NULL) library = dlopen("/usr/lib/softhsm/libsofthsm2.so", RTLD_NOW);
    void *found = library != NULL ? dlsym(library, "C_GetFunctionList") : NULL;
    if (found == NULL) return CKR_GENERAL_ERROR;
    memcpy(&real, &found, sizeof real);
    if (real(&list) != 0) return CKR_GENERAL_ERROR;
    own = *list;
    apply(setting());
    put(GET_FUNCTION_LIST, &self);
    *out = &own;
    return 0;
}
