/*
 * register_chain.h - the sum of a file whose slices several threads read, and their buffers.
 *
 * Internal to the register reader. A sum is one chain: it takes the bytes in order. Whoever has
 * read a slice hands its bytes over; whoever finds the chain free adds what is next, as long as
 * there is something. So nobody waits, and what was read to be scanned is not read again,
 * unless too much is waiting: then a slice's bytes are let go, and the chain reads them once
 * more. Any thread may call; what is freed is freed by one, at the end.
 */
#ifndef TILSKUDD_FORMATS_REGISTER_CHAIN_H
#define TILSKUDD_FORMATS_REGISTER_CHAIN_H

#include "formats/base/output_file.h"
#include "formats/register/register_slices.h"

enum { CHAIN_WAITING_MAX = 16 /* slices of one file */ };

/* Buffers of one size, used again. */
typedef struct RegisterBuffers {
    size_t size;
    void *unused; /* the first one, which begins with the address of the next */
} RegisterBuffers;

/* NULL: no memory. */
char *register_buffer_take(RegisterBuffers *buffers);
/* NULL is fine. */
void register_buffer_give(RegisterBuffers *buffers, char *buffer);
void register_buffers_free(RegisterBuffers *buffers);

/* What a slice leaves to the chain. */
typedef struct ChainPiece {
    char *buffer;  /* owned; NULL: read again */
    size_t offset; /* of the slice in it */
    bool is_ready;
} ChainPiece;

typedef struct RegisterChain {
    const char *path;             /* borrowed */
    const FileIdentity *identity; /* borrowed */
    const RegisterCuts *cuts;     /* borrowed */
    RegisterBuffers *buffers;     /* borrowed */
    ChainPiece *pieces;           /* one a slice; owned */
    size_t next;                  /* to be added */
    size_t waiting;               /* buffers in pieces */
    bool is_taken;                /* by the thread that adds */
    Sha256 *digest;               /* owned */
    FileSums *sums;               /* borrowed; filled when the last slice has been added */
} RegisterChain;

/* Of a file with two slices or more. Free it in every case. */
MUST_USE Status register_chain_begin(RegisterChain *chain, Failure *failure);
/* Slice `number` has been read; its bytes stand at `offset` of `buffer`, which is the chain's
 * from now on. NULL: they do not stand anywhere. READ, LIBRARY, MEMORY: of any slice. */
MUST_USE Status register_chain_add(RegisterChain *chain, size_t number, char *buffer,
                                   size_t offset, Failure *failure);
void register_chain_free(RegisterChain *chain);

#endif
