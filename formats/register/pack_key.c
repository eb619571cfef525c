/* pack_key.c - the secret below the home folder, and codes by it. See pack_key.h. */
#include "formats/register/pack_key.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/base/output_file.h"

enum { KEY_MODE = 0600, FOLDER_MODE = 0700, USER_TEXTS = 1 << 14, OTHERS = S_IRWXG | S_IRWXO };

static const char no_home[] = "the system knows no home folder of yours for a key of packs";
static const char no_key[] = "you have no key of packs";
static const char unreadable[] = "your key of packs cannot be read";
static const char no_file[] = "your key of packs is no plain file in a plain folder";
static const char others_own[] = "your key of packs, or its folder, belongs to somebody else";
static const char others_reach[] = "others can get at your key of packs, or its folder";
static const char no_secret[] = "your key of packs is not 32 random bytes";

const char *pack_key_home(char out[PATH_SIZE])
{
    char texts[USER_TEXTS];
    struct passwd user, *found = NULL;
    if (getpwuid_r(geteuid(), &user, texts, sizeof texts, &found) != 0 || found == NULL)
        return NULL;
    if (user.pw_dir == NULL || user.pw_dir[0] != '/' || strlen(user.pw_dir) >= PATH_SIZE)
        return NULL;
    memcpy(out, user.pw_dir, strlen(user.pw_dir) + 1);
    return out;
}

void pack_key_forget(PackKey *key)
{
    explicit_bzero(key, sizeof *key);
}

/* --- reading --- */

static const char *open_failed(void)
{
    if (errno == ENOENT) return no_key;
    return errno == ELOOP || errno == ENOTDIR ? no_file : unreadable;
}

/* Hers, and of the kind that is meant. */
static const char *judge(int descriptor, mode_t kind)
{
    struct stat found;
    if (fstat(descriptor, &found) != 0) return unreadable;
    if ((found.st_mode & S_IFMT) != kind) return no_file;
    if (found.st_uid != geteuid()) return others_own;
    return (found.st_mode & OTHERS) != 0 ? others_reach : NULL;
}

/* Exactly as many bytes, and not one of them again and again. */
static const char *take_bytes(int descriptor, PackKey *key)
{
    struct stat found;
    if (fstat(descriptor, &found) != 0) return unreadable;
    if (found.st_size != PACK_KEY_SIZE) return no_secret;
    if (system_read_at(descriptor, key->bytes, PACK_KEY_SIZE, 0) != 0) return unreadable;
    return memcmp(key->bytes, key->bytes + 1, PACK_KEY_SIZE - 1) == 0 ? no_secret : NULL;
}

static const char *read_file(int folder, PackKey *key)
{
    CLEANUP(system_close) int file = system_open_read_at(folder, PACK_KEY_NAME);
    if (file < 0) return open_failed();
    const char *why = judge(file, S_IFREG);
    return why != NULL ? why : take_bytes(file, key);
}

static const char *read_below(const char *home, PackKey *key)
{
    char path[PATH_SIZE];
    if (home == NULL) return no_home;
    if (path_join(home, PACK_KEY_FOLDER, path, NULL) != STATUS_OK) return no_home;
    CLEANUP(system_close) int folder = system_open_folder_at(AT_FDCWD, path);
    if (folder < 0) return open_failed();
    const char *why = judge(folder, S_IFDIR);
    return why != NULL ? why : read_file(folder, key);
}

void pack_key_read(const char *home, PackKey *key)
{
    *key = (PackKey){.missing = NULL};
    const char *missing = read_below(home, key);
    if (missing != NULL) pack_key_forget(key);
    key->missing = missing;
}

/* --- making --- */

/* Every folder on the way that is not there. */
static Status make_folders(const char *home, char path[PATH_SIZE], Failure *failure)
{
    TRY(path_join(home, PACK_KEY_FOLDER, path, failure));
    for (char *at = path + strlen(home) + 1; at != NULL; at = strchr(at + 1, '/')) {
        if (*at != '/') continue;
        *at = '\0';
        int made = system_mkdir(path, FOLDER_MODE);
        *at = '/';
        if (made != 0 && errno != EEXIST) break;
    }
    if (system_mkdir(path, FOLDER_MODE) == 0 || errno == EEXIST) return STATUS_OK;
    return failure_set(failure, STATUS_WRITE, path, "your key of packs: %s", strerror(errno));
}

/* Who comes second takes the key of who came first. */
static Status make_key(const char *home, Failure *failure)
{
    char folder[PATH_SIZE], path[PATH_SIZE];
    Failure other = {0};
    CLEANUP(pack_key_forget) PackKey key = {.missing = NULL};
    TRY(make_folders(home, folder, failure));
    TRY(path_join(folder, PACK_KEY_NAME, path, failure));
    if (system_random(key.bytes, sizeof key.bytes) != 0)
        return failure_set(failure, STATUS_WRITE, path, "no random bytes: %s", strerror(errno));
    Status status = output_file_save_new(path, KEY_MODE, OUTPUT_PLAIN, key.bytes,
                                         sizeof key.bytes, NULL, &other);
    if (status == STATUS_OK || status == STATUS_OUTPUT_EXISTS) return STATUS_OK;
    return failure_set(failure, status, path, "%s", other.detail);
}

static Status need(const PackKey *key, const char *home, Failure *failure)
{
    char path[PATH_SIZE];
    if (key->missing == NULL) return STATUS_OK;
    if (home == NULL) return failure_set(failure, STATUS_KEY, NULL, "%s", key->missing);
    TRY(path_join(home, PACK_KEY_FOLDER "/" PACK_KEY_NAME, path, failure));
    return failure_set(failure, STATUS_KEY, path, "%s", key->missing);
}

Status pack_key_have(const char *home, PackKey *key, Failure *failure)
{
    pack_key_read(home, key);
    if (key->missing == no_key) {
        TRY(make_key(home, failure));
        pack_key_read(home, key);
    }
    return need(key, home, failure);
}

/* --- codes --- */

Status pack_key_code(const PackKey *key, const void *bytes, size_t size,
                     uint8_t code[SHA256_SIZE], Failure *failure)
{
    CLEANUP(hmac_key_free) HmacKey *hmac = NULL;
    INVARIANT(key->missing == NULL);
    TRY(hmac_key_new(key->bytes, sizeof key->bytes, &hmac, failure));
    return hmac_of(hmac, bytes, size, code, failure);
}

/* All bytes are looked at, however many are right. */
Status pack_key_made(const PackKey *key, const void *bytes, size_t size,
                     const uint8_t code[SHA256_SIZE], bool *made, Failure *failure)
{
    uint8_t right[SHA256_SIZE], differ = 0;
    TRY(pack_key_code(key, bytes, size, right, failure));
    for (size_t i = 0; i < SHA256_SIZE; i++)
        differ |= (uint8_t)(right[i] ^ code[i]);
    *made = differ == 0;
    return STATUS_OK;
}
