/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/help.h"

#include <string.h>

#include "base/buf.h"
#include "cli/command.h"
#include "cli/options.h"

enum { HELP_WIDTH = 79, OPTION_INDENT = 26 };

/* Fill words into lines; the first line begins at column `at`, the others at `indent`. */
static void fill(struct buf *out, const char *text, size_t at, size_t indent)
{
    size_t column = at;
    bool is_first = true;
    while (*text) {
        size_t n = strcspn(text, " ");
        if (!is_first && column + 1 + n > HELP_WIDTH) {
            buf_format(out, "\n%*s", (int)indent, "");
            column = indent;
            is_first = true;
        }
        buf_format(out, "%s%.*s", is_first ? "" : " ", (int)n, text);
        column += n + (is_first ? 0 : 1);
        is_first = false;
        text += n + strspn(text + n, " ");
    }
    buf_add_char(out, '\n');
}

/* Lines of a text, each indented by two. */
static void indented(struct buf *out, const char *text)
{
    while (*text) {
        size_t n = strcspn(text, "\n");
        buf_format(out, "  %.*s\n", (int)n, text);
        text += n + (text[n] == '\n');
    }
}

static void option_help(struct buf *out, const struct option_row *row,
                        const struct command *command)
{
    size_t start = out->length;
    buf_add_text(out, "  ");
    if (row->letter)
        buf_format(out, "-%c%s", row->letter, row->name ? ", " : " ");
    if (row->name)
        buf_format(out, "--%s%s", row->name, row->argument ? "=" : "");
    buf_add_text(out, row->argument ? row->argument : "");
    size_t used = out->length - start;
    if (used + 2 > OPTION_INDENT) {
        buf_add_char(out, '\n');
        used = 0;
    }
    buf_format(out, "%*s", (int)(OPTION_INDENT - used), "");
    struct buf help;
    buf_init(&help);
    buf_add_text(&help, row->help);
    if (row->letter == 'o' && command->formats)
        buf_format(&help, " One of table%s%s%s%s; default: table.",
                   command->formats & CAN_WIDE ? ", wide" : "",
                   command->formats & CAN_JSON ? ", json" : "",
                   command->formats & CAN_CSV ? ", csv" : "",
                   command->formats & CAN_MARKDOWN ? ", markdown, junit" : "");
    fill(out, help.data, OPTION_INDENT, OPTION_INDENT);
    buf_release(&help);
}

void help_program(struct buf *out)
{
    buf_add_text(out,
                 "muster: when a whole cluster is lost, which critical stacks still have a place,\n"
                 "where, and how we know.\n"
                 "\n"
                 "Usage: muster COMMAND [OPTION]... OPERAND...\n"
                 "\n"
                 "Commands:\n");
    for (size_t i = 0; i < command_count; i++)
        buf_format(out, "  %-9s %-16s %s\n", commands[i].name, commands[i].synopsis,
                   commands[i].summary);
    buf_add_text(out,
                 "  help      COMMAND          options, exit statuses and examples of a command\n"
                 "\n"
                 "ESTATE is a directory with muster.yaml, or that file; - reads it from standard\n"
                 "input. Results go to standard output, everything else to standard error.\n"
                 "\n"
                 "  muster help COMMAND       the options of a command\n"
                 "  muster --version          the version\n"
                 "  man muster                the manual\n");
}

void help_command(const struct command *command, struct buf *out)
{
    buf_format(out, "Usage: muster %s [OPTION]... %s\n\n", command->name, command->synopsis);
    fill(out, command->description, 0, 0);
    buf_add_text(out, "\nOptions:\n");
    for (size_t i = 0; i < option_row_count; i++)
        if (option_rows[i].commands & (unsigned)command->bit)
            option_help(out, &option_rows[i], command);
    buf_add_text(out, "\nExit status:\n");
    indented(out, command->exits);
    buf_add_text(out, "\nExamples:\n");
    indented(out, command->examples);
}
