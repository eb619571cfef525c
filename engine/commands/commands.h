/*
 * commands.h - the program's commands, one file each: a struct of what was given, a table of
 * options that fill it, what is checked, what is done. cli.md.
 *
 * How a command is read and ended: options.h. Constant; any thread may read them.
 */
#ifndef TILSKUDD_ENGINE_COMMANDS_H
#define TILSKUDD_ENGINE_COMMANDS_H

#include "engine/options.h"

/* Two rows of a command's table, for a PinOptions in its struct; `which`: .actions, or 0. */
#define OPTION_PIN(type, member, which)                                                        \
    OPTION("pin", "FILE", PATH, type, member.path,                                             \
           "what you have seen of the ledger, kept by you ('ledger pin')",                     \
           .actions = (which)),                                                                \
        OPTION("accept-keys", "N", INT, type, member.accept_keys,                              \
               "the keys that entry N changed since your pin are right", .least = 1,           \
               .most = 999999, .actions = (which))

extern const Command command_accounts;
extern const Command command_approve;
extern const Command command_check_payment;
extern const Command command_check_register;
extern const Command command_control;
extern const Command command_diff;
extern const Command command_explain;
extern const Command command_export;
extern const Command command_forecast;
extern const Command command_generate;
extern const Command command_indicators;
extern const Command command_init;
extern const Command command_ledger;
extern const Command command_letters;
extern const Command command_log;
extern const Command command_pack;
extern const Command command_reconcile;
extern const Command command_release;
extern const Command command_report;
extern const Command command_rules;
extern const Command command_run;
extern const Command command_sample;
extern const Command command_verify;
extern const Command command_year;

#endif
