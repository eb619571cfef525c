/* translate.c - see translate.h. */
#include "formats/base/translate.h"

#include <libintl.h>

const char *translate(const char *text)
{
    return text[0] == '\0' ? text : gettext(text);
}
