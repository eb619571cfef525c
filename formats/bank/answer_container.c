#include "formats/bank/answer_container.h"

#include <string.h>

#include "formats/bank/bank_answer.h"
#include "formats/base/base64.h"
#include "formats/base/zip_reader.h"
#include "formats/xml/xml_tree.h"

static const char container_type[] = "application/vnd.etsi.asic-e+zip";
static const char sha256_algorithm[] = "http://www.w3.org/2001/04/xmlenc#sha256";
enum { META_MAX = 1 << 20 };

/* A container that is being read. Borrowed but for the tree. */
typedef struct Opening {
    const char *name;
    ZipArchive archive;
    XmlTree manifest;
    const ZipFile *answer;
} Opening;

static void opening_free(Opening *opening)
{
    xml_tree_free(&opening->manifest);
}
CLEANUP_VALUE(Opening, opening_free)

bool answer_container_is(const void *bytes, size_t size)
{
    return zip_is(bytes, size);
}

static Status refuse(const Opening *opening, Status status, const char *what, Failure *failure)
{
    return failure_set(failure, status, opening->name, "%s", what);
}

static bool is_meta(const char *name)
{
    return strncmp(name, "META-INF/", 9) == 0;
}

static bool is_manifest(const char *name)
{
    return strncmp(name, "META-INF/ASiCManifest", 21) == 0 ||
           strncmp(name, "META-INF/asicmanifest", 21) == 0;
}

/* --- what is in it --- */

static Status check_type(const Opening *opening, Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer type = TEXT_BUFFER_EMPTY;
    const ZipFile *file = &opening->archive.files[0];
    if (opening->archive.count == 0 || strcmp(file->name, "mimetype") != 0)
        return refuse(opening, STATUS_INPUT_VALUE,
                      "an archive that is no ASiC-E container: its first file is not mimetype",
                      failure);
    TRY(failure_at(failure, opening->name, zip_content(file, META_MAX, &type, failure)));
    size_t length = sizeof container_type - 1;
    if (type.length >= length && memcmp(type.bytes, container_type, length) == 0)
        return STATUS_OK;
    return refuse(opening, STATUS_INPUT_VALUE, "its mimetype is not that of ASiC-E", failure);
}

static const ZipFile *only_manifest(const ZipArchive *archive)
{
    const ZipFile *found = NULL;
    for (size_t i = 0; i < archive->count; i++) {
        if (!is_manifest(archive->files[i].name)) continue;
        if (found != NULL) return NULL;
        found = &archive->files[i];
    }
    return found;
}

/* --- the manifest's references --- */

/* A file that the manifest names by its URI; NULL: none. */
static const ZipFile *file_of(const Opening *opening, uint32_t node)
{
    char name[ZIP_NAME_SIZE];
    size_t length;
    const char *uri = xml_tree_attribute(&opening->manifest, node, "URI", &length);
    if (uri == NULL || length == 0 || length >= sizeof name) return NULL;
    memcpy(name, uri, length);
    name[length] = '\0';
    return zip_file(&opening->archive, name);
}

/* The digests are of another namespace than the manifest. */
static uint32_t child_of_any(const XmlTree *tree, uint32_t node, const char *name)
{
    uint32_t child = tree->nodes[node].first_child;
    while (child != XML_NODE_NONE && strcmp(tree->nodes[child].name, name) != 0)
        child = tree->nodes[child].next;
    return child;
}

static bool is_sha256(const XmlTree *tree, uint32_t method)
{
    size_t length;
    if (method == XML_NODE_NONE) return false;
    const char *algorithm = xml_tree_attribute(tree, method, "Algorithm", &length);
    return algorithm != NULL && length == sizeof sha256_algorithm - 1 &&
           memcmp(algorithm, sha256_algorithm, length) == 0;
}

/* A file has the digest that the manifest gives it. */
static Status check_digest(const Opening *opening, uint32_t reference, const ZipFile *file,
                           Failure *failure)
{
    const XmlTree *tree = &opening->manifest;
    size_t length, size = 0;
    uint8_t said[SHA256_SIZE], found[SHA256_SIZE];
    CLEANUP(text_buffer_free) TextBuffer content = TEXT_BUFFER_EMPTY;
    uint32_t value = child_of_any(tree, reference, "DigestValue");
    if (!is_sha256(tree, child_of_any(tree, reference, "DigestMethod")) ||
        value == XML_NODE_NONE)
        return refuse(opening, STATUS_INPUT_VALUE, "a reference without a SHA-256 digest",
                      failure);
    const char *text = xml_tree_text(tree, value, &length);
    if (!base64_decode(text, length, said, sizeof said, &size) || size != SHA256_SIZE)
        return refuse(opening, STATUS_INPUT_VALUE, "a digest that is none", failure);
    TRY(failure_at(failure, opening->name,
                   zip_content(file, ANSWER_FILE_MAX, &content, failure)));
    TRY(sha256_of(content.bytes, content.length, found, failure));
    if (memcmp(said, found, SHA256_SIZE) == 0) return STATUS_OK;
    return refuse(opening, STATUS_VERIFICATION, "a file in it is not the one that was signed",
                  failure);
}

/* Every file is in the manifest once; the answer is the only one. */
static Status check_references(Opening *opening, Failure *failure)
{
    size_t references = 0, files = 0;
    for (XML_TREE_EACH(node, &opening->manifest, 0, "DataObjectReference")) {
        const ZipFile *file = file_of(opening, node);
        if (file == NULL || is_meta(file->name) || file == opening->answer)
            return refuse(opening, STATUS_INPUT_VALUE,
                          "a reference to a file that is not there", failure);
        TRY(check_digest(opening, node, file, failure));
        opening->answer = file;
        references++;
    }
    for (size_t i = 1; i < opening->archive.count; i++)
        files += !is_meta(opening->archive.files[i].name);
    if (references == 1 && files == 1) return STATUS_OK;
    return refuse(opening, STATUS_INPUT_VALUE, "it must hold one answer, and nothing beside it",
                  failure);
}

/* --- the signature --- */

static Status check_signer(const Opening *opening, const Certificate *bank,
                           const CmsSigner *signers, size_t count, Failure *failure)
{
    if (bank == NULL) return STATUS_OK;
    for (size_t i = 0; i < count; i++)
        if (memcmp(signers[i].fingerprint, certificate_fingerprint(bank), SHA256_SIZE) == 0)
            return STATUS_OK;
    return refuse(opening, STATUS_VERIFICATION,
                  "signed by another than the bank whose certificate the ledger has", failure);
}

static Status check_signature(const Opening *opening, const TextBuffer *manifest,
                              const Certificate *bank, Failure *failure)
{
    CmsSigner signers[CMS_SIGNERS_MAX];
    size_t count;
    CLEANUP(text_buffer_free) TextBuffer der = TEXT_BUFFER_EMPTY;
    uint32_t node = xml_tree_child(&opening->manifest, 0, "SigReference");
    const ZipFile *signature = node == XML_NODE_NONE ? NULL : file_of(opening, node);
    if (signature == NULL || !is_meta(signature->name))
        return refuse(opening, STATUS_VERIFICATION, "nobody has signed it", failure);
    TRY(failure_at(failure, opening->name, zip_content(signature, CMS_DER_MAX, &der, failure)));
    TRY(failure_at(failure, opening->name,
                   cms_verify(der.bytes, der.length,
                              cms_bytes(manifest->bytes, manifest->length), NULL,
                              CMS_AT_SIGNING_TIME, signers, &count, failure)));
    return check_signer(opening, bank, signers, count, failure);
}

Status answer_container_read(const char *name, const void *bytes, size_t size,
                             const Certificate *bank, TextBuffer *out, Failure *failure)
{
    CLEANUP(opening_free) Opening opening = {.name = name};
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    TRY(failure_at(failure, name, zip_open(bytes, size, &opening.archive, failure)));
    TRY(check_type(&opening, failure));
    const ZipFile *manifest = only_manifest(&opening.archive);
    if (manifest == NULL)
        return refuse(&opening, STATUS_INPUT_VALUE,
                      "it must have one META-INF/ASiCManifest.xml (ASiC-E with CAdES)",
                      failure);
    TRY(failure_at(failure, name, zip_content(manifest, META_MAX, &text, failure)));
    TRY(xml_tree_read(name, text.bytes, text.length, &opening.manifest, failure));
    TRY(check_signature(&opening, &text, bank, failure));
    TRY(check_references(&opening, failure));
    return failure_at(failure, name,
                      zip_content(opening.answer, ANSWER_FILE_MAX, out, failure));
}
