/* own_key.c - the secret below the home folder, and codes by it. See own_key.h. */
#include "formats/crypto/own_key.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/base/output_file.h"
#include "formats/base/translate.h"

enum { KEY_MODE = 0600, FOLDER_MODE = 0700, USER_TEXTS = 1 << 14, OTHERS = S_IRWXG | S_IRWXO };

static const char no_home[] =
    N_("the system knows no home folder of yours for a key of own files");
static const char no_key[] = N_("you have no key of own files");
static const char unreadable[] = N_("your key of own files cannot be read");
static const char no_file[] = N_("your key of own files is no plain file in a plain folder");
static const char others_own[] =
    N_("your key of own files, or its folder, belongs to somebody else");
static const char others_reach[] = N_("others can get at your key of own files, or its folder");
static const char no_secret[] = N_("your key of own files is not 32 random bytes");

const char *own_key_home(char out[PATH_SIZE])
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

void own_key_forget(OwnKey *key)
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
static const char *take_bytes(int descriptor, OwnKey *key)
{
    struct stat found;
    if (fstat(descriptor, &found) != 0) return unreadable;
    if (found.st_size != OWN_KEY_SIZE) return no_secret;
    if (system_read_at(descriptor, key->bytes, OWN_KEY_SIZE, 0) != 0) return unreadable;
    return memcmp(key->bytes, key->bytes + 1, OWN_KEY_SIZE - 1) == 0 ? no_secret : NULL;
}

static const char *read_file(int folder, OwnKey *key)
{
    CLEANUP(system_close) int file = system_open_read_at(folder, OWN_KEY_NAME);
    if (file < 0) return open_failed();
    const char *why = judge(file, S_IFREG);
    return why != NULL ? why : take_bytes(file, key);
}

static const char *read_below(const char *home, OwnKey *key)
{
    char path[PATH_SIZE];
    if (home == NULL) return no_home;
    if (path_join(home, OWN_KEY_FOLDER, path, NULL) != STATUS_OK) return no_home;
    CLEANUP(system_close) int folder = system_open_folder_at(AT_FDCWD, path);
    if (folder < 0) return open_failed();
    const char *why = judge(folder, S_IFDIR);
    return why != NULL ? why : read_file(folder, key);
}

void own_key_read(const char *home, OwnKey *key)
{
    *key = (OwnKey){.missing = NULL};
    const char *missing = read_below(home, key);
    if (missing != NULL) own_key_forget(key);
    key->missing = missing;
}

/* --- making --- */

/* Every folder on the way that is not there. */
static Status make_folders(const char *home, char path[PATH_SIZE], Failure *failure)
{
    TRY(path_join(home, OWN_KEY_FOLDER, path, failure));
    for (char *at = path + strlen(home) + 1; at != NULL; at = strchr(at + 1, '/')) {
        if (*at != '/') continue;
        *at = '\0';
        int made = system_mkdir(path, FOLDER_MODE);
        *at = '/';
        if (made != 0 && errno != EEXIST) break;
    }
    if (system_mkdir(path, FOLDER_MODE) == 0 || errno == EEXIST) return STATUS_OK;
    return failure_set(failure, STATUS_WRITE, path, "your key of own files: %s",
                       translate(strerror(errno)));
}

/* Who comes second takes the key of who came first. */
static Status make_key(const char *home, Failure *failure)
{
    char folder[PATH_SIZE], path[PATH_SIZE];
    Failure other = {0};
    CLEANUP(own_key_forget) OwnKey key = {.missing = NULL};
    TRY(make_folders(home, folder, failure));
    TRY(path_join(folder, OWN_KEY_NAME, path, failure));
    if (system_random(key.bytes, sizeof key.bytes) != 0)
        return failure_set(failure, STATUS_WRITE, path, "no random bytes: %s",
                           translate(strerror(errno)));
    Status status = output_file_save_new(path, KEY_MODE, OUTPUT_PLAIN, key.bytes,
                                         sizeof key.bytes, NULL, &other);
    if (status == STATUS_OK || status == STATUS_OUTPUT_EXISTS) return STATUS_OK;
    return failure_set(failure, status, path, "%s", other.detail);
}

static Status need(const OwnKey *key, const char *home, Failure *failure)
{
    char path[PATH_SIZE];
    if (key->missing == NULL) return STATUS_OK;
    if (home == NULL) return failure_set(failure, STATUS_KEY, NULL, "%s", key->missing);
    TRY(path_join(home, OWN_KEY_FOLDER "/" OWN_KEY_NAME, path, failure));
    return failure_set(failure, STATUS_KEY, path, "%s", key->missing);
}

Status own_key_have(const char *home, OwnKey *key, Failure *failure)
{
    own_key_read(home, key);
    if (key->missing == no_key) {
        TRY(make_key(home, failure));
        own_key_read(home, key);
    }
    return need(key, home, failure);
}

/* --- codes --- */

Status own_key_code(const OwnKey *key, const void *bytes, size_t size,
                    uint8_t code[SHA256_SIZE], Failure *failure)
{
    CLEANUP(hmac_key_free) HmacKey *hmac = NULL;
    INVARIANT(key->missing == NULL);
    TRY(hmac_key_new(key->bytes, sizeof key->bytes, &hmac, failure));
    return hmac_of(hmac, bytes, size, code, failure);
}

/* All bytes are looked at, however many are right. */
Status own_key_made(const OwnKey *key, const void *bytes, size_t size,
                    const uint8_t code[SHA256_SIZE], bool *made, Failure *failure)
{
    uint8_t right[SHA256_SIZE], differ = 0;
    TRY(own_key_code(key, bytes, size, right, failure));
    for (size_t i = 0; i < SHA256_SIZE; i++)
        differ |= (uint8_t)(right[i] ^ code[i]);
    *made = differ == 0;
    return STATUS_OK;
}
