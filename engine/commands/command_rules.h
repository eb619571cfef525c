/*
 * command_rules.h - `tilskudd rules check|show|diff [YEAR...] [controls]`, `rules check
 * --missing`. cli.md.
 */
#ifndef TILSKUDD_ENGINE_COMMAND_RULES_H
#define TILSKUDD_ENGINE_COMMAND_RULES_H

/*
 * argv[0] is the command's name, "rules". Results on standard output, messages on standard
 * error. Returns an exit status: 0 done, 1 rates are missing (--strict), 2 wrong use, 4 a rule
 * set that is refused or missing, 6 system error. `default_rules_folder` is used without
 * --rules; `published` is the file that says where rates are published (published_csv.h),
 * `accounts_limits` the one with the limits of the controls of reported accounts.
 */
int command_rules(int argc, char **argv, const char *default_rules_folder,
                  const char *published, const char *accounts_limits);

#endif
