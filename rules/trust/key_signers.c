#include "rules/trust/key_signers.h"

#include <stddef.h>

#include "rules/base/translator.h"

KeySignersVerdict key_signers_judge(const KeySigner *first, const KeySigner *second,
                                    bool by_recovery)
{
    const KeySigner *const both[] = {first, second};
    int old = 0;
    if (first->stopped || second->stopped) return KEY_SIGNERS_STOPPED;
    for (size_t i = 0; i < 2; i++) {
        if (!both[i]->under_old && !both[i]->under_new) return KEY_SIGNERS_UNKNOWN;
        old += both[i]->under_old;
    }
    if (old == 0) return KEY_SIGNERS_BOTH_NEW;
    return by_recovery && old < 2 ? KEY_SIGNERS_NOT_OLD : KEY_SIGNERS_FINE;
}

const char *key_signers_text(KeySignersVerdict verdict)
{
    static const char *const texts[] = {
        [KEY_SIGNERS_FINE] = "",
        [KEY_SIGNERS_STOPPED] = N_("signed by somebody whose certificate is stopped"),
        [KEY_SIGNERS_UNKNOWN] =
            N_("signed by somebody to whom neither the old nor the new signers "
               "file gives this role"),
        [KEY_SIGNERS_BOTH_NEW] =
            N_("both signers are new: at least one stands in the signers file "
               "that was in force before"),
        [KEY_SIGNERS_NOT_OLD] = N_("the recovery key was used: then both signers stand in the "
                                   "signers file that was in force before")};
    return texts[verdict];
}
