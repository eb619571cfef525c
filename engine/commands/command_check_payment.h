/* command_check_payment.h - `tilskudd check-payment FILE [--bank-profile P]`. cli.md. */
#ifndef TILSKUDD_ENGINE_COMMAND_CHECK_PAYMENT_H
#define TILSKUDD_ENGINE_COMMAND_CHECK_PAYMENT_H

/*
 * argv[0] is the command's name. One line per broken rule on standard output, messages on
 * standard error. Returns an exit status: 0 none broken, 4 broken rules or an input that cannot
 * be read, 2 wrong use, 6 system error. `profiles_folder` has <name>.xml for --bank-profile.
 */
int command_check_payment(int argc, char **argv, const char *profiles_folder);

#endif
