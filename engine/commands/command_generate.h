/* command_generate.h - `tilskudd generate`: a synthetic national cohort. cli.md. */
#ifndef TILSKUDD_ENGINE_COMMAND_GENERATE_H
#define TILSKUDD_ENGINE_COMMAND_GENERATE_H

/*
 * argv[0] is the command's name. What was written is said on standard output, messages on
 * standard error. `municipalities` and `settled` are the two data files, used when no option
 * names others. Returns an exit status: 0 done, 2 wrong use, 3 the folder has files already,
 * 4 an input that is refused, 6 system error.
 */
int command_generate(int argc, char **argv, const char *municipalities, const char *settled);

#endif
