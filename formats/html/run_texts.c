#include "formats/html/run_texts.h"

static const char *const texts[RUN_TEXT_COUNT][LANGUAGE_COUNT] = {
#define RUN_TEXT(name, nb, en) {nb, en},
#include "formats/html/run_texts.def"
#undef RUN_TEXT
};

const char *run_words(Language language, RunText text)
{
    return texts[text][language];
}

const char *run_bucket_name(Language language, Bucket bucket)
{
    static const RunText names[BUCKET_COUNT] = {[BUCKET_SETTLED] = RUN_TEXT_BUCKET_SETTLED,
                                                [BUCKET_ACCEPTED] = RUN_TEXT_BUCKET_ACCEPTED,
                                                [BUCKET_REJECTED] = RUN_TEXT_BUCKET_REJECTED,
                                                [BUCKET_MISSING] = RUN_TEXT_BUCKET_MISSING};
    return run_words(language, names[bucket]);
}
