/*
 * answer_container.h - an answer in an ASiC-E container, as signed by the bank: ETSI EN 319
 * 162-1 with CAdES, the envelope of the channel of Bits and Peppol. life.md 2.
 *
 * The container is a ZIP archive: `mimetype`, the answer, META-INF/ASiCManifest*.xml with the
 * digest of each file, and the bank's detached signature over that manifest. What comes out is
 * the answer whose digest was signed; every other file but those of META-INF must be in the
 * manifest too. One thread.
 */
#ifndef TILSKUDD_FORMATS_ANSWER_CONTAINER_H
#define TILSKUDD_FORMATS_ANSWER_CONTAINER_H

#include "formats/crypto/cms_signature.h"

/* Whether bytes begin as a container. */
bool answer_container_is(const void *bytes, size_t size);
/* Appends the one answer in it to `out`. `bank`: the certificate that must have signed it;
 * NULL: any, which proves only that nothing was changed since. `name` is the file's.
 * INPUT_MALFORMED, INPUT_FORBIDDEN, INPUT_TOO_LARGE, INPUT_VALUE for what is no such container;
 * VERIFICATION for a signature that is wrong or another's, and for a file whose digest is not
 * the signed one. Nothing is appended then. */
MUST_USE Status answer_container_read(const char *name, const void *bytes, size_t size,
                                      const Certificate *bank, TextBuffer *out,
                                      Failure *failure);

#endif
