#include "formats/base/amount_words.h"

#include <stdio.h>

#include "rules/base/money_text.h"

AmountWords amount_words(Ore amount)
{
    AmountWords out;
    snprintf(out.text, sizeof out.text, "%s kr", amount_text(amount).text);
    return out;
}
