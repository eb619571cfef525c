#include "formats/base/new_folder.h"

#include <errno.h>
#include <string.h>

#include "formats/base/interruption.h"
#include "formats/base/lock.h"
#include "formats/base/output_file.h"

static Status begin(const char *path, const char *aside, NewFolder *out, Failure *failure)
{
    *out = (NewFolder){.lock = -1, .aside = aside};
    TRY(path_join(path, "", out->path, failure));
    size_t length = strlen(out->path);
    while (length > 1 && out->path[length - 1] == '/')
        out->path[--length] = '\0';
    if (aside == NULL) TRY(output_file_check_new(out->path, failure));
    TRY(path_with(out->path, ".unfinished", out->unfinished, failure));
    Status status = lock_new_folder(
        out->unfinished, "another process is filling this folder; wait until it has ended",
        &out->lock, failure);
    /* Nobody has asked for the unfinished one. */
    if (status == STATUS_NO_PARENT) return failure_set(failure, status, out->path, NULL);
    TRY(status);
    interruption_leaves(out->unfinished);
    return folder_open(out->unfinished, &out->folder, failure);
}

Status new_folder_begin(const char *path, NewFolder *out, Failure *failure)
{
    return begin(path, NULL, out, failure);
}

Status new_folder_replace(const char *path, const char *aside, NewFolder *out, Failure *failure)
{
    return begin(path, aside, out, failure);
}

static Status put_in_place(const NewFolder *made, Failure *failure)
{
    if (system_rename_new(made->unfinished, made->path) == 0) return STATUS_OK;
    return failure_set(failure, errno == EEXIST ? STATUS_OUTPUT_EXISTS : STATUS_WRITE,
                       made->path, "%s", strerror(errno));
}

static Status replace(const NewFolder *made, Failure *failure)
{
    char aside[PATH_SIZE];
    TRY(path_with(made->path, made->aside, aside, failure));
    TRY(path_remove(aside, failure));
    if (system_rename_new(made->path, aside) != 0)
        return failure_set(failure, STATUS_WRITE, made->path, "%s", strerror(errno));
    Status status = put_in_place(made, failure);
    if (status != STATUS_OK) (void)system_rename_new(aside, made->path);
    return status;
}

Status new_folder_end(NewFolder *made, Failure *failure)
{
    char aside[PATH_SIZE];
    TRY(folder_sync(made->folder, "", failure));
    TRY(made->aside != NULL ? replace(made, failure) : put_in_place(made, failure));
    lock_folder_placed(made->lock);
    made->unfinished[0] = '\0';
    interruption_leaves(NULL);
    TRY(path_sync_name(made->path, failure));
    if (made->aside == NULL) return STATUS_OK;
    TRY(path_with(made->path, made->aside, aside, failure));
    return path_remove(aside, failure);
}

void new_folder_close(NewFolder *made)
{
    folder_close(made->folder);
    made->folder = NULL;
    if (made->lock >= 0 && made->unfinished[0] != '\0')
        (void)system_remove_tree(made->unfinished);
    if (made->lock >= 0) interruption_leaves(NULL);
    lock_end(made->lock);
    made->lock = -1;
}
