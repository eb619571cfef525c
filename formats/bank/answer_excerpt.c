#include "formats/bank/answer_excerpt.h"

#include <string.h>

/* The document is well-formed and has no DOCTYPE by then: what is between '<' and '>' is a tag,
 * a comment, a CDATA section or an instruction. */
typedef struct Tag {
    const char *begin, *end; /* from '<' to behind '>' */
    const char *name;        /* with its prefix */
    size_t length;
    enum { TAG_START, TAG_END, TAG_EMPTY, TAG_NONE } kind;
} Tag;

static const char *behind(const char *from, const char *end, const char *text)
{
    const char *at = memmem(from, (size_t)(end - from), text, strlen(text));
    return at != NULL ? at + strlen(text) : end;
}

static bool begins(const char *at, const char *end, const char *text)
{
    size_t length = strlen(text);
    return (size_t)(end - at) >= length && memcmp(at, text, length) == 0;
}

/* Behind the '>' of a tag; one in the value of an attribute is none. */
static const char *tag_end(const char *at, const char *end)
{
    for (char quote = '\0'; at < end; at++) {
        if (quote != '\0')
            quote = *at == quote ? '\0' : quote;
        else if (*at == '"' || *at == '\'')
            quote = *at;
        else if (*at == '>')
            return at + 1;
    }
    return end;
}

/* The next '<...>' from `at` on; false at the end. */
static bool next_tag(const char *at, const char *end, Tag *out)
{
    at = at < end ? memchr(at, '<', (size_t)(end - at)) : NULL;
    if (at == NULL) return false;
    *out = (Tag){.begin = at, .kind = TAG_NONE};
    if (begins(at, end, "<!--")) out->end = behind(at + 4, end, "-->");
    if (begins(at, end, "<![CDATA[")) out->end = behind(at, end, "]]>");
    if (begins(at, end, "<?")) out->end = behind(at, end, "?>");
    if (out->end != NULL) return true;
    out->end = tag_end(at, end);
    out->kind = begins(at, end, "</") ? TAG_END : TAG_START;
    if (out->kind == TAG_START && out->end - at >= 3 && out->end[-2] == '/')
        out->kind = TAG_EMPTY;
    out->name = at + (out->kind == TAG_END ? 2 : 1);
    while (out->name + out->length < out->end &&
           strchr(" \t\r\n/>", out->name[out->length]) == NULL)
        out->length++;
    return true;
}

/* Whether a tag has this name with the prefix of the document's first tag. */
static bool is_named(const Tag *tag, const Tag *root, const char *name)
{
    const char *colon = memchr(root->name, ':', root->length);
    size_t prefix = colon != NULL ? (size_t)(colon - root->name) + 1 : 0;
    return tag->length == prefix + strlen(name) && memcmp(tag->name, root->name, prefix) == 0 &&
           memcmp(tag->name + prefix, name, strlen(name)) == 0;
}

/* Document/BkToCstmrDbtCdtNtfctn/Ntfctn/Ntry. */
enum { NOTIFICATION_DEPTH = 3, ENTRY_DEPTH = 4 };

typedef struct Excerpt {
    Tag root;
    size_t depth;
    bool in_notification;
    size_t found; /* entries */
    bool dropped; /* the entry that is open */
} Excerpt;

/* Whether the tag begins an entry. */
static bool open_tag(Excerpt *excerpt, const Tag *tag)
{
    if (++excerpt->depth == 1) excerpt->root = *tag;
    if (excerpt->depth == NOTIFICATION_DEPTH)
        excerpt->in_notification = is_named(tag, &excerpt->root, "Ntfctn");
    return excerpt->depth == ENTRY_DEPTH && excerpt->in_notification &&
           is_named(tag, &excerpt->root, "Ntry");
}

void answer_excerpt(const void *bytes, size_t size, const bool *keep, size_t entries,
                    TextBuffer *out)
{
    const char *begin = bytes, *end = begin + size, *kept = begin;
    size_t before = out->length;
    Excerpt excerpt = {.depth = 0};
    Tag tag;
    for (const char *at = begin; next_tag(at, end, &tag); at = tag.end) {
        if ((tag.kind == TAG_START || tag.kind == TAG_EMPTY) && open_tag(&excerpt, &tag)) {
            excerpt.dropped = excerpt.found < entries && !keep[excerpt.found];
            excerpt.found++;
            if (excerpt.dropped) text_buffer_append(out, kept, (size_t)(tag.begin - kept));
        }
        if (tag.kind != TAG_END && tag.kind != TAG_EMPTY) continue;
        if (excerpt.dropped && excerpt.depth == ENTRY_DEPTH) {
            kept = tag.end;
            excerpt.dropped = false;
        }
        if (excerpt.depth > 0) excerpt.depth--;
    }
    if (excerpt.found == entries) {
        text_buffer_append(out, kept, (size_t)(end - kept));
        return;
    }
    out->length = before;
    text_buffer_append(out, bytes, size);
}
