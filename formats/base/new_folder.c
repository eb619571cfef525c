#include "formats/base/new_folder.h"

#include <errno.h>
#include <string.h>

#include "formats/base/lock.h"
#include "formats/base/output_file.h"

Status new_folder_begin(const char *path, NewFolder *out, Failure *failure)
{
    *out = (NewFolder){.lock = -1};
    TRY(path_join(path, "", out->path, failure));
    size_t length = strlen(out->path);
    while (length > 1 && out->path[length - 1] == '/')
        out->path[--length] = '\0';
    TRY(output_file_check_new(out->path, failure));
    TRY(path_with(out->path, ".unfinished", out->unfinished, failure));
    Status status = lock_new_folder(
        out->unfinished, "another process is filling this folder; wait until it has ended",
        &out->lock, failure);
    /* Nobody has asked for the unfinished one. */
    if (status == STATUS_NO_PARENT) return failure_set(failure, status, out->path, NULL);
    TRY(status);
    return folder_open(out->unfinished, &out->folder, failure);
}

Status new_folder_end(NewFolder *made, Failure *failure)
{
    TRY(folder_sync(made->folder, "", failure));
    if (system_rename_new(made->unfinished, made->path) != 0)
        return failure_set(failure, errno == EEXIST ? STATUS_OUTPUT_EXISTS : STATUS_WRITE,
                           made->path, "%s", strerror(errno));
    made->unfinished[0] = '\0';
    return path_sync_name(made->path, failure);
}

void new_folder_close(NewFolder *made)
{
    folder_close(made->folder);
    made->folder = NULL;
    if (made->lock >= 0 && made->unfinished[0] != '\0')
        (void)system_remove_tree(made->unfinished);
    lock_end(made->lock);
    made->lock = -1;
}
