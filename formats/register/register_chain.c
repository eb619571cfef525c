/* register_chain.c - slices in order into one sum. See register_chain.h. */
#include "formats/register/register_chain.h"

#include <string.h>

#include "formats/base/stage_clock.h"

char *register_buffer_take(RegisterBuffers *buffers)
{
    char *buffer = NULL;
#pragma omp critical(register_buffers)
    if (buffers->unused != NULL) {
        buffer = buffers->unused;
        memcpy(&buffers->unused, buffer, sizeof buffers->unused);
    }
    return buffer != NULL ? buffer : system_allocate(buffers->size);
}

void register_buffer_give(RegisterBuffers *buffers, char *buffer)
{
    if (buffer == NULL) return;
#pragma omp critical(register_buffers)
    {
        memcpy(buffer, &buffers->unused, sizeof buffers->unused);
        buffers->unused = buffer;
    }
}

void register_buffers_free(RegisterBuffers *buffers)
{
    while (buffers->unused != NULL)
        system_free(register_buffer_take(buffers));
}

Status register_chain_begin(RegisterChain *chain, Failure *failure)
{
    chain->pieces = system_allocate_zeroed(chain->cuts->count, sizeof *chain->pieces);
    if (chain->pieces == NULL)
        return failure_set(failure, STATUS_MEMORY, chain->path, "slices");
    return sha256_new(&chain->digest, failure);
}

void register_chain_free(RegisterChain *chain)
{
    for (size_t i = 0; chain->pieces != NULL && i < chain->cuts->count; i++)
        register_buffer_give(chain->buffers, chain->pieces[i].buffer);
    system_free(chain->pieces);
    sha256_free(chain->digest);
    *chain = (RegisterChain){0};
}

static uint64_t begin_of(const RegisterChain *chain, size_t number)
{
    return number > 0 ? chain->cuts->ends[number - 1] : 0;
}

static Status read_block(const StoredFile *file, char *block, size_t size, uint64_t at,
                         Failure *failure)
{
    STAGE(READ);
    return stored_file_range(file, block, size, at, failure);
}

/* The bytes of a slice once more. */
static Status read_again(const RegisterChain *chain, size_t number, Failure *failure)
{
    CLEANUP(stored_file_close) StoredFile file = {.descriptor = -1};
    CLEANUP(system_free) char *block = system_allocate(STORED_PIECE);
    uint64_t at = begin_of(chain, number), end = chain->cuts->ends[number];
    if (block == NULL) return failure_set(failure, STATUS_MEMORY, chain->path, "read buffer");
    TRY(stored_file_open_same(&file, chain->path, chain->identity, failure));
    while (at < end) {
        size_t size = end - at < STORED_PIECE ? (size_t)(end - at) : STORED_PIECE;
        TRY(read_block(&file, block, size, at, failure));
        TRY(sha256_update(chain->digest, block, size, failure));
        at += size;
    }
    return STATUS_OK;
}

static Status add_piece(RegisterChain *chain, const ChainPiece *piece, size_t number,
                        Failure *failure)
{
    if (piece->buffer == NULL) return read_again(chain, number, failure);
    size_t size = (size_t)(chain->cuts->ends[number] - begin_of(chain, number));
    return sha256_update(chain->digest, piece->buffer + piece->offset, size, failure);
}

/* The next piece, when there is one and the chain is free or `holds` it; the chain is then
 * taken, and else free. */
static bool take_next(RegisterChain *chain, bool holds, ChainPiece *piece, size_t *number)
{
    bool has_next = false;
#pragma omp critical(register_chain)
    if (holds || !chain->is_taken) {
        has_next = chain->next < chain->cuts->count && chain->pieces[chain->next].is_ready;
        chain->is_taken = has_next;
        if (has_next) {
            *number = chain->next++;
            *piece = chain->pieces[*number];
            chain->pieces[*number].buffer = NULL;
            if (piece->buffer != NULL) chain->waiting--;
        }
    }
    return has_next;
}

static Status finish(RegisterChain *chain, Failure *failure)
{
    FileSums *sums = chain->sums;
    TRY(sha256_finish(chain->digest, sums->content_sha256, failure));
    sums->content_size = sums->stored_size = chain->identity->size;
    memcpy(sums->stored_sha256, sums->content_sha256, SHA256_SIZE);
    return STATUS_OK;
}

/* A thread that fails keeps the chain: nothing more is added. */
static Status add_what_is_next(RegisterChain *chain, Failure *failure)
{
    ChainPiece piece;
    size_t number;
    for (bool holds = false; take_next(chain, holds, &piece, &number); holds = true) {
        Status status = add_piece(chain, &piece, number, failure);
        register_buffer_give(chain->buffers, piece.buffer);
        if (status != STATUS_OK) return status;
        if (number + 1 == chain->cuts->count) return finish(chain, failure);
    }
    return STATUS_OK;
}

Status register_chain_add(RegisterChain *chain, size_t number, char *buffer, size_t offset,
                          Failure *failure)
{
    bool is_kept = false;
#pragma omp critical(register_chain)
    {
        is_kept =
            buffer != NULL && (chain->waiting < CHAIN_WAITING_MAX || number == chain->next);
        chain->pieces[number] =
            (ChainPiece){.buffer = is_kept ? buffer : NULL, .offset = offset, .is_ready = true};
        if (is_kept) chain->waiting++;
    }
    if (!is_kept) register_buffer_give(chain->buffers, buffer);
    return add_what_is_next(chain, failure);
}
