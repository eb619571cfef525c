/* cms_internal.h - what cms_signature.c and cms_verify.c share. Not for others. */
#ifndef TILSKUDD_FORMATS_CMS_INTERNAL_H
#define TILSKUDD_FORMATS_CMS_INTERNAL_H

#include <openssl/cms.h>
#include <openssl/evp.h>

#include "formats/crypto/cms_signature.h"

enum { CMS_DIGEST_MAX = 64 };
CLEANUP_POINTER(CMS_ContentInfo, CMS_ContentInfo_free)

/* Digest of the content itself, read from its file where it has one. */
MUST_USE Status cms_content_digest(CmsContent content, const EVP_MD *algorithm,
                                   uint8_t digest[CMS_DIGEST_MAX], size_t *size,
                                   Failure *failure);
/* Reads SignedData, detached, of plain data, nothing after it. Free: CMS_ContentInfo_free. */
MUST_USE Status cms_parse(const void *der, size_t size, CMS_ContentInfo **out,
                          Failure *failure);
/* As cms_verify; `store` may be NULL here: no chain is looked at. */
MUST_USE Status cms_verify_parsed(CMS_ContentInfo *cms, CmsContent content,
                                  const TrustStore *store, int64_t at,
                                  CmsSigner signers[CMS_SIGNERS_MAX], size_t *count,
                                  Failure *failure);

#endif
