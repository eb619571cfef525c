/*
 * test_key_signers.c - whoever can change the keys can do everything else after: one person
 * alone, or two who were let in by that very change, must never be enough.
 */
#include "rules/trust/key_signers.h"
#include "tests/rules/base/test_main.h"

static const KeySigner old_only = {true, false, false}, new_only = {false, true, false},
                       stays = {true, true, false}, nobody = {false, false, false},
                       stopped = {true, true, true};

static void expect(const KeySigner *first, const KeySigner *second, bool recovery,
                   KeySignersVerdict verdict)
{
    CU_ASSERT_EQUAL(key_signers_judge(first, second, recovery), verdict);
    CU_ASSERT_EQUAL(key_signers_judge(second, first, recovery), verdict);
}

static void one_old_signer_is_needed(void)
{
    expect(&stays, &stays, false, KEY_SIGNERS_FINE);
    expect(&old_only, &new_only, false, KEY_SIGNERS_FINE);
    expect(&stays, &new_only, false, KEY_SIGNERS_FINE);
    expect(&old_only, &old_only, false, KEY_SIGNERS_FINE);
    expect(&new_only, &new_only, false, KEY_SIGNERS_BOTH_NEW);
}

static void the_recovery_key_wants_both_old(void)
{
    expect(&stays, &old_only, true, KEY_SIGNERS_FINE);
    expect(&stays, &new_only, true, KEY_SIGNERS_NOT_OLD);
    expect(&new_only, &new_only, true, KEY_SIGNERS_BOTH_NEW);
}

static void others_never_sign(void)
{
    expect(&stays, &nobody, false, KEY_SIGNERS_UNKNOWN);
    expect(&stays, &stopped, false, KEY_SIGNERS_STOPPED);
    expect(&nobody, &stopped, true, KEY_SIGNERS_STOPPED);
    CU_ASSERT_EQUAL(key_signers_text(KEY_SIGNERS_FINE)[0], '\0');
    CU_ASSERT_NOT_EQUAL(key_signers_text(KEY_SIGNERS_NOT_OLD)[0], '\0');
}

static const TestCase tests[] = {
    {"one old signer is needed", one_old_signer_is_needed},
    {"the recovery key wants both old", the_recovery_key_wants_both_old},
    {"others never sign", others_never_sign},
};

TEST_MAIN("key signers", tests)
