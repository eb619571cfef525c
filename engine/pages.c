/* pages.c - what is made from the tables of options.h: help, the manual page's options,
 * completions, tables of the books. Part of options.h. */
#include <stdio.h>
#include <string.h>

#include "engine/options.h"
#include "engine/program.h"
#include "engine/review/run_again.h"
#include "formats/base/libraries.h"
#include "formats/base/translate.h"
#include "formats/base/utf8.h"
#include "formats/text/usage_text.h"
#include "rules/accounts/catalogue.h"
#include "rules/controls/control_actions.h"

enum { TEXT_SIZE = 2048, HELP_WIDTH = 92, MANUAL_WIDTH = 76 };

/* --- one option --- */

/* What a shell offers for a value. */
typedef enum Offer { OFFER_NONE, OFFER_FLAG, OFFER_FILES, OFFER_FOLDERS, OFFER_WORDS } Offer;

static Offer offer_of(const Option *option)
{
    static const char *const files[] = {"FILE", "FILE...", "PATH", "PATH...", "CERT", "URI"};
    if (option->argument == NULL) return OFFER_FLAG;
    if (option->words != NULL || option->codes) return OFFER_WORDS;
    if (strcmp(option->argument, "DIR") == 0) return OFFER_FOLDERS;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        if (strcmp(option->argument, files[i]) == 0) return OFFER_FILES;
    return OFFER_NONE;
}

/* "open, show: what it is" with the actions it is about, when these are not all. */
static const char *about(const Command *command, const Option *option, char text[TEXT_SIZE])
{
    size_t length = 0;
    for (int i = 0; command->actions[i].name != NULL; i++) {
        if ((option->actions & 1u << i) == 0) continue;
        length += (size_t)snprintf(text + length, TEXT_SIZE - length, "%s%s",
                                   length > 0 ? ", " : "", command->actions[i].name);
    }
    snprintf(text + length, TEXT_SIZE - length, "%s%s", length > 0 ? ": " : "",
             translate(option->help));
    return text;
}

static void each_option(const Command *command,
                        void (*print)(const Command *command, const Option *option))
{
    CommandOption rows[OPTIONS_MAX];
    size_t count = command_options(command, rows);
    for (size_t i = 0; i < count; i++)
        print(command, rows[i].option);
}

/* --- plain text --- */

/* Words filled to a width. */
static void print_filled(FILE *to, const char *text, size_t width)
{
    size_t column = 0;
    while (*text != '\0') {
        size_t length = strcspn(text, " ");
        if (column > 0 && column + 1 + length > width) {
            fputc('\n', to);
            column = 0;
        } else if (column > 0) {
            fputc(' ', to);
            column++;
        }
        fwrite(text, 1, length, to);
        column += length;
        text += length + (text[length] == ' ');
    }
    fputc('\n', to);
}

void print_commands(FILE *to, const Command *const *commands)
{
    char text[TEXT_SIZE];
    fputs(_("Usage: tilskudd COMMAND [OPTION]...\n\n"
            "Computes and pays Norway's integration grant and Norwegian-language grant to\n"
            "the municipalities, by person, exactly and provably.\n\nCommands:\n"),
          to);
    for (size_t i = 0; commands[i] != NULL; i++)
        fprintf(to, "  %-14s %s\n", commands[i]->name, translate(commands[i]->purpose));
    fputs(_("\n'tilskudd help COMMAND' explains a command; --version says which this is.\n"),
          to);
    snprintf(text, sizeof text, "%s", _("Exit status:"));
    for (int i = 0; i < EXIT_STATUS_COUNT; i++) {
        size_t length = strlen(text);
        snprintf(text + length, sizeof text - length, " %d %s%s", i, exit_brief((ExitStatus)i),
                 i + 1 < EXIT_STATUS_COUNT ? "," : ".");
    }
    print_filled(to, text, HELP_WIDTH);
}

static void print_row(const char *name, const char *argument, const char *help)
{
    char left[TEXT_SIZE];
    snprintf(left, sizeof left, "--%s%s%s", name, argument != NULL ? " " : "",
             argument != NULL ? usage_text(argument).text : "");
    printf("  %-*s %s\n", utf8_padded(left, 28), left, help);
}

static void print_option(const Command *command, const Option *option)
{
    char text[TEXT_SIZE];
    print_row(option->name, option->argument, about(command, option, text));
}

void print_command(const Command *command)
{
    printf(_("Usage: %s\n\n"), usage_text(command->usage).text);
    print_filled(stdout, translate(command->description), HELP_WIDTH);
    printf(_("\nOptions:\n"));
    each_option(command, print_option);
    print_row("help", NULL, _("this text"));
    print_row("version", NULL, _("which program this is"));
    if (command->examples != NULL) printf("\n%s", translate(command->examples));
}

void print_version(void)
{
    CLEANUP(text_buffer_free) TextBuffer libraries = TEXT_BUFFER_EMPTY;
    libraries_versions(&libraries);
    bool whole = text_buffer_status(&libraries, NULL) == STATUS_OK;
    printf(_("tilskudd %s, build %s\nwith %s\n"), TILSKUDD_VERSION, program_build(),
           whole ? libraries.bytes : "?");
}

/* --- the manual page: tests/house/pages.sh joins it with engine/manual.in --- */

/* No character of it is a request: not a '.' or an apostrophe that begins a line. */
static void troff(const char *text, char out[TEXT_SIZE])
{
    size_t length = 0;
    for (char before = ' '; *text != '\0' && length + 4 < TEXT_SIZE; before = *text++) {
        const char *as = *text == '-'                    ? "\\-"
                         : *text == '\\'                 ? "\\e"
                         : *text == '\''                 ? "\\(aq"
                         : *text == '.' && before == ' ' ? "\\&."
                                                         : NULL;
        if (as == NULL) {
            out[length++] = *text;
            continue;
        }
        memcpy(out + length, as, strlen(as));
        length += strlen(as);
    }
    INVARIANT(*text == '\0');
    out[length] = '\0';
}

static void print_troff(const char *text)
{
    char escaped[TEXT_SIZE];
    troff(text, escaped);
    print_filled(stdout, escaped, MANUAL_WIDTH);
}

static void manual_option(const Command *command, const Option *option)
{
    char text[TEXT_SIZE], name[TEXT_SIZE];
    troff(option->name, name);
    printf("@option %s\n.TP\n", option->name);
    if (option->argument == NULL)
        printf(".B \\-\\-%s\n", name);
    else
        printf(".BI \\-\\-%s \" %s\"\n", name, usage_text(option->argument).text);
    (void)about(command, option, text);
    snprintf(text + strlen(text), sizeof text - strlen(text), ".");
    print_troff(text);
}

/* A line each, as far as it fits. */
static void manual_usage(const char *usage)
{
    for (;;) {
        char line[TEXT_SIZE];
        size_t length = strcspn(usage, "\n");
        snprintf(line, sizeof line, "%.*s", (int)length, usage);
        print_troff(line);
        usage += length;
        if (*usage == '\0') return;
        usage += strspn(usage, "\n ");
        if (strncmp(usage, "tilskudd", 8) == 0) puts(".br");
    }
}

static void print_manual(const Command *const *commands)
{
    for (; *commands != NULL; commands++) {
        const Command *command = *commands;
        char name[TEXT_SIZE];
        troff(command->name, name);
        printf("@command %s\n.SS \"%s\"\n", command->name, name);
        manual_usage(usage_text(command->usage).text);
        puts(".PP");
        print_troff(translate(command->description));
        each_option(command, manual_option);
    }
    puts("@exit");
    for (int i = 0; i < EXIT_STATUS_COUNT; i++) {
        printf(".TP\n.B %d\n", i);
        print_troff(exit_text((ExitStatus)i));
    }
}

/* --- tables of the books --- */

/* A '|' would end the cell. */
static void print_cell(const char *text)
{
    for (; *text != '\0'; text++)
        printf("%s%c", *text == '|' ? "\\" : "", *text);
}

static void print_exit_table(const Command *const *commands)
{
    (void)commands;
    printf("| exit status | meaning |\n|---|---|\n");
    for (int i = 0; i < EXIT_STATUS_COUNT; i++)
        printf("| %d | %s |\n", i, exit_text((ExitStatus)i));
}

static void table_option(const Command *command, const Option *option)
{
    char text[TEXT_SIZE];
    printf("| `--%s%s", option->name, option->argument != NULL ? " " : "");
    print_cell(option->argument != NULL ? option->argument : "");
    printf("` | ");
    print_cell(about(command, option, text));
    puts(" |");
}

static void print_option_tables(const Command *const *commands)
{
    for (; *commands != NULL; commands++) {
        printf("| `%s` | %s |\n|---|---|\n", (*commands)->name,
               translate((*commands)->purpose));
        each_option(*commands, table_option);
        puts("");
    }
}

/* Rows of the catalogues by family, the number of the family before each. */
static void print_controls(const Command *const *commands)
{
    (void)commands;
    for (size_t i = 0; i < control_count() + ACCOUNTS_CONTROL_COUNT; i++) {
        const Control *control =
            i < control_count() ? control_at(i) : accounts_control_at(i - control_count());
        const ControlAction *action = control_action_find(control->number);
        printf("%u | R%d | %s | ", control->family, control->number,
               severity_text(control->severity));
        if (action != NULL) printf("%s | ", effect_text(action->effect));
        printf("%s |", control->sentence_en);
        if (action != NULL) printf(" %s |", action->action_en);
        puts("");
    }
}

/* --- completions --- */

static bool offers_a_word(const Command *command)
{
    return command->actions[0].name != NULL || command->offers_commands;
}

/* What may stand first after the command: its actions, or a command. */
static void print_first(const char *before, const Command *command,
                        const Command *const *commands, const char *after)
{
    printf("%s", before);
    for (int i = 0; command->actions[i].name != NULL; i++)
        printf("%s%s", i > 0 ? " " : "", command->actions[i].name);
    for (int i = 0; command->offers_commands && commands[i] != NULL; i++)
        printf("%s%s", i > 0 ? " " : "", commands[i]->name);
    printf("%s", after);
}

static void print_words(const char *before, const Option *option, const char *after)
{
    printf("%s", before);
    for (int i = 0; option->words != NULL && option->words[i] != NULL; i++)
        printf("%s%s", i > 0 ? " " : "", option->words[i]);
    for (int code = 0; option->codes && code < RATE_CODE_COUNT; code++)
        printf("%s%s", code > 0 ? " " : "", rate_code_text(code));
    printf("%s", after);
}

static void bash_value(const Command *command, const Option *option)
{
    static const char *const kinds[] = {
        [OFFER_NONE] = "nothing", [OFFER_FILES] = "files", [OFFER_FOLDERS] = "folders"};
    Offer offer = offer_of(option);
    if (offer == OFFER_FLAG) return;
    printf("    '%s --%s') ", command->name, option->name);
    if (offer == OFFER_WORDS)
        print_words("words='", option, "' ;;\n");
    else
        printf("kind=%s ;;\n", kinds[offer]);
}

static void bash_name(const Command *command, const Option *option)
{
    (void)command;
    printf("--%s ", option->name);
}

static void bash_command(const Command *command, const Command *const *commands)
{
    each_option(command, bash_value);
    printf("    '%s '*) names='", command->name);
    each_option(command, bash_name);
    print_first("--help --version' words='", command, commands, "' place=2 ;;\n");
}

/* Files are what bash completes by itself when nothing is offered. */
static void print_bash(const Command *const *commands)
{
    puts("# tilskudd.bash - completion for bash. Made by 'tilskudd pages bash'.\n"
         "# shellcheck shell=bash disable=SC2207\n"
         "_tilskudd()\n"
         "{\n"
         "    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}\n"
         "    local names='' words='' place=$COMP_CWORD kind=words\n"
         "    [ \"$current\" != = ] || current=''\n"
         "    [ \"$before\" != = ] || before=${COMP_WORDS[COMP_CWORD - 2]}\n"
         "    case \"${COMP_WORDS[1]} $before\" in");
    for (size_t i = 0; commands[i] != NULL; i++)
        bash_command(commands[i], commands);
    printf("    esac\n    if [ \"$COMP_CWORD\" -eq 1 ]; then\n        words='");
    for (size_t i = 0; commands[i] != NULL; i++)
        printf("%s ", commands[i]->name);
    puts("--help --version' place=1\n"
         "    fi\n"
         "    [ \"$place\" = \"$COMP_CWORD\" ] || words=''\n"
         "    case $current in -*) words=\"$names $words\" ;; esac\n"
         "    COMPREPLY=()\n"
         "    case $kind in\n"
         "    words) COMPREPLY=($(compgen -W \"$words\" -- \"$current\")) ;;\n"
         "    folders) compopt -o filenames 2>/dev/null\n"
         "        COMPREPLY=($(compgen -d -- \"$current\")) ;;\n"
         "    nothing) compopt +o default 2>/dev/null ;;\n"
         "    esac\n"
         "}\n"
         "complete -o default -F _tilskudd tilskudd");
}

/* Within single quotes; `special` characters get a backslash. */
static void print_quoted(const char *text, const char *special)
{
    for (; *text != '\0'; text++) {
        if (*text == '\'')
            printf("'\\''");
        else
            printf("%s%c", strchr(special, *text) != NULL ? "\\" : "", *text);
    }
}

static void zsh_option(const Command *command, const Option *option)
{
    char text[TEXT_SIZE];
    bool many =
        option->repeatable || option->kind == OPTION_LIST || option->kind == OPTION_PATHS;
    Offer offer = offer_of(option);
    printf(" \\\n        '%s--%s%s[", many ? "*" : "", option->name,
           offer == OFFER_FLAG ? "" : "=");
    print_quoted(about(command, option, text), ":[]\\");
    printf("]");
    if (offer != OFFER_FLAG) printf(":%s:", usage_text(option->argument).text);
    if (offer == OFFER_FILES) printf("_files");
    if (offer == OFFER_FOLDERS) printf("_files -/");
    if (offer == OFFER_WORDS) print_words("(", option, ")");
    printf("'");
}

static void zsh_command(const Command *command, const Command *const *commands)
{
    printf("    %s)\n        _arguments '--help[", command->name);
    print_quoted(_("this text"), ":[]\\");
    printf("]' '--version[");
    print_quoted(_("which program this is"), ":[]\\");
    printf("]'");
    each_option(command, zsh_option);
    if (offers_a_word(command))
        print_first(" \\\n        '1:action:(", command, commands, ")'");
    puts(" \\\n        '*:path:_files' ;;");
}

static void print_zsh(const Command *const *commands)
{
    puts("#compdef tilskudd\n"
         "# _tilskudd - completion for zsh. Made by 'tilskudd pages zsh'.");
    if (language_chosen() != LANGUAGE_NB)
        puts("# Who reads Norwegian gets what the program itself says of its options.\n"
             "case ${LC_ALL:-${LC_MESSAGES:-${LANG:-}}} in\n"
             "(nb|nb[_.@]*|nn|nn[_.@]*|no|no[_.@]*)\n"
             "    local said=\"$(tilskudd --language nb pages zsh 2>/dev/null)\"\n"
             "    if [[ -n $said ]]; then\n"
             "        eval \"$said\"\n"
             "        return\n"
             "    fi ;;\n"
             "esac");
    puts("_tilskudd() {\n"
         "    local -a commands\n"
         "    if (( CURRENT == 2 )); then\n"
         "        commands=(");
    for (size_t i = 0; commands[i] != NULL; i++) {
        printf("            '%s:", commands[i]->name);
        print_quoted(translate(commands[i]->purpose), ":\\");
        puts("'");
    }
    puts("        )\n"
         "        _describe command commands\n"
         "        return\n"
         "    fi\n"
         "    shift words\n"
         "    (( CURRENT-- ))\n"
         "    case $words[1] in");
    for (size_t i = 0; commands[i] != NULL; i++)
        zsh_command(commands[i], commands);
    puts("    esac\n}\n_tilskudd \"$@\"");
}

/* A description between double quotes, within which fish reads '$' and '\\'. */
static void print_fish_text(const char *text)
{
    printf(" -d \"");
    for (; *text != '\0'; text++)
        printf("%s%c", strchr("\"$\\", *text) != NULL ? "\\" : "", *text);
    puts("\"");
}

static void fish_option(const Command *command, const Option *option)
{
    static const char *const kinds[] = {[OFFER_NONE] = " -x",
                                        [OFFER_FLAG] = "",
                                        [OFFER_FILES] = " -r -F",
                                        [OFFER_FOLDERS] =
                                            " -x -a '(__fish_complete_directories)'",
                                        [OFFER_WORDS] = ""};
    char text[TEXT_SIZE];
    Offer offer = offer_of(option);
    printf("complete -c tilskudd -n '__tilskudd_command %s' -l %s%s", command->name,
           option->name, kinds[offer]);
    if (offer == OFFER_WORDS) print_words(" -x -a '", option, "'");
    print_fish_text(about(command, option, text));
}

static void fish_command(const Command *command, const Command *const *commands)
{
    printf("complete -c tilskudd -f -n '__tilskudd_words 1' -a %s", command->name);
    print_fish_text(translate(command->purpose));
    if (offers_a_word(command)) {
        printf(
            "complete -c tilskudd -f -n '__tilskudd_words 2; and __tilskudd_command %s' -a '",
            command->name);
        print_first("", command, commands, "'\n");
    }
    each_option(command, fish_option);
}

static void print_fish(const Command *const *commands)
{
    puts("# tilskudd.fish - completion for fish. Made by 'tilskudd pages fish'.");
    if (language_chosen() != LANGUAGE_NB)
        puts(
            "# Who reads Norwegian gets what the program itself says of its options.\n"
            "set -l language (string match -v '' -- $LC_ALL $LC_MESSAGES $LANG C)\n"
            "if string match -qr '^(nb|nn|no)([_.@]|$)' -- \"$language[1]\"; and command -q "
            "tilskudd\n"
            "    set -l said (tilskudd --language nb pages fish 2>/dev/null | string collect)\n"
            "    if test -n \"$said\"\n"
            "        echo $said | source\n"
            "        return\n"
            "    end\n"
            "end");
    puts("function __tilskudd_command\n"
         "    set -l words (commandline -opc)\n"
         "    test (count $words) -ge 2; and test $words[2] = $argv[1]\n"
         "end\n"
         "function __tilskudd_words\n"
         "    test (count (commandline -opc)) -eq $argv[1]\n"
         "end");
    printf("complete -c tilskudd -l help");
    print_fish_text(_("this text"));
    printf("complete -c tilskudd -l version");
    print_fish_text(_("which program this is"));
    for (size_t i = 0; commands[i] != NULL; i++)
        fish_command(commands[i], commands);
}

Status print_page(const char *word, const Command *const *commands, Failure *failure)
{
    static const struct {
        const char *word;
        void (*print)(const Command *const *commands);
    } pages[] = {{"man", print_manual},        {"bash", print_bash},
                 {"zsh", print_zsh},           {"fish", print_fish},
                 {"cli", print_option_tables}, {"exit", print_exit_table},
                 {"controls", print_controls}};
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        if (strcmp(word, pages[i].word) != 0) continue;
        pages[i].print(commands);
        return STATUS_OK;
    }
    return failure_set(failure, STATUS_USAGE, word,
                       "knows man, bash, zsh, fish, cli, exit and controls");
}
