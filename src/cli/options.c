/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/options.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "cli/command.h"

static const struct option_row *find_long(const char *name, size_t n)
{
    for (size_t i = 0; i < option_row_count; i++)
        if (option_rows[i].name && strlen(option_rows[i].name) == n &&
            !memcmp(option_rows[i].name, name, n))
            return &option_rows[i];
    return NULL;
}

static const struct option_row *find_letter(char letter)
{
    for (size_t i = 0; i < option_row_count; i++)
        if (letter && option_rows[i].letter == letter)
            return &option_rows[i];
    return NULL;
}

/* The command line in pieces. Values are stored only when the command is known. */
struct piece {
    const struct option_row *row;
    const char *value;
    const char *written; /* the argument it stood in, for messages */
};

struct pieces {
    struct piece *items;
    size_t count;
    const char **operands;
    size_t operand_count;
};

static bool unknown_long(const char *word, size_t n, struct error *reterr)
{
    const char *names[64];
    size_t count = 0;
    char name[80];
    for (size_t i = 0; i < option_row_count && count < 64; i++)
        if (option_rows[i].commands && option_rows[i].name)
            names[count++] = option_rows[i].name;
    if (n >= sizeof name)
        n = sizeof name - 1;
    memcpy(name, word, n);
    name[n] = '\0';
    const char *nearest = text_nearest(name, names, count);
    if (nearest)
        return error_set(reterr, ERROR_USAGE,
                         "unknown option: found --%s; the nearest known one is --%s", name,
                         nearest);
    return error_set(reterr, ERROR_USAGE, "unknown option: found --%s; see muster --help", name);
}

/* An argument that begins with two dashes; *at moves on when the value is the next argument. */
static bool split_long(int argc, char **argv, int *at, struct pieces *pieces, struct error *reterr)
{
    const char *word = argv[*at] + 2;
    size_t n = strcspn(word, "=");
    const struct option_row *row = find_long(word, n);
    if (!row)
        return unknown_long(word, n, reterr);
    struct piece piece = {row, NULL, argv[*at]};
    if (!row->argument && word[n] == '=')
        return error_set(reterr, ERROR_USAGE, "--%s takes no value: found \"%s\"", row->name,
                         word + n + 1);
    if (row->argument && word[n] == '=') {
        piece.value = word + n + 1;
    } else if (row->argument) {
        if (*at + 1 >= argc)
            return error_set(reterr, ERROR_USAGE, "--%s needs a value: expected %s", row->name,
                             row->argument);
        piece.value = argv[++*at];
    }
    pieces->items[pieces->count++] = piece;
    return true;
}

/* A cluster of letters: "-qv", "-ojson", "-o" "json". */
static bool split_letters(int argc, char **argv, int *at, struct pieces *pieces,
                          struct error *reterr)
{
    const char *word = argv[*at];
    for (size_t i = 1; word[i]; i++) {
        const struct option_row *row = find_letter(word[i]);
        if (!row)
            return error_set(reterr, ERROR_USAGE,
                             "unknown option: found -%c in \"%s\"; see muster "
                             "--help",
                             word[i], word);
        struct piece piece = {row, NULL, word};
        if (row->argument) {
            piece.value = word[i + 1] ? word + i + 1 : *at + 1 < argc ? argv[++*at] : NULL;
            if (!piece.value)
                return error_set(reterr, ERROR_USAGE, "-%c needs a value: expected %s", word[i],
                                 row->argument);
        }
        pieces->items[pieces->count++] = piece;
        if (row->argument)
            break;
    }
    return true;
}

static bool split(int argc, char **argv, struct arena *arena, struct pieces *ret,
                  struct error *reterr)
{
    size_t room = 1; /* a cluster of letters holds several options */
    for (int i = 0; i < argc; i++)
        room += strlen(argv[i]) + 1;
    ret->items = ARENA_NEW(arena, room, struct piece);
    ret->operands = ARENA_NEW(arena, argc + 1, const char *);
    bool is_ended = false;
    for (int i = 0; i < argc; i++) {
        if (is_ended || argv[i][0] != '-' || !argv[i][1]) {
            ret->operands[ret->operand_count++] = argv[i];
        } else if (!strcmp(argv[i], "--")) {
            is_ended = true;
        } else if (argv[i][1] == '-') {
            if (!split_long(argc, argv, &i, ret, reterr))
                return false;
        } else if (!split_letters(argc, argv, &i, ret, reterr)) {
            return false;
        }
    }
    return true;
}

static bool unknown_command(const char *word, struct error *reterr)
{
    const char *names[32];
    for (size_t i = 0; i < command_count; i++)
        names[i] = commands[i].name;
    const char *nearest = text_nearest(word, names, command_count);
    if (nearest)
        return error_set(reterr, ERROR_USAGE,
                         "unknown command: found \"%.80s\"; the nearest known one is %s", word,
                         nearest);
    return error_set(reterr, ERROR_USAGE,
                     "unknown command: found \"%.80s\"; expected check, explain, show, "
                     "simulate, whatif, verify, report, export or help",
                     word);
}

/* "--lose", "-o": as messages name an option. */
static const char *row_text(const struct option_row *row, char out[40])
{
    if (row->name)
        snprintf(out, 40, "--%s", row->name);
    else
        snprintf(out, 40, "-%c", row->letter);
    return out;
}

/* The row of the same option that the command takes, where there is one: an option may have several
 * rows for several commands. */
static const struct option_row *row_for(const struct option_row *row, const struct command *command)
{
    for (size_t i = 0; i < option_row_count; i++) {
        const struct option_row *other = &option_rows[i];
        bool is_same = row->name ? other->name && !strcmp(other->name, row->name)
                                 : !other->name && other->letter == row->letter;
        if (is_same && (other->commands & (unsigned)command->bit))
            return other;
    }
    return row;
}

static bool apply(const struct pieces *pieces, struct cli_options *options, struct error *reterr)
{
    char name[40];
    for (size_t i = 0; i < pieces->count; i++) {
        const struct piece *piece = &pieces->items[i];
        const struct option_row *row =
            options->command ? row_for(piece->row, options->command) : piece->row;
        row_text(row, name);
        if (!row->commands)
            return error_set(reterr, ERROR_USAGE, "%s: %s", name, row->help);
        if (options->command && !(row->commands & (unsigned)options->command->bit))
            return error_set(reterr, ERROR_USAGE,
                             "%s makes no sense for muster %s: see muster %s --help", name,
                             options->command->name, options->command->name);
        struct error wrong = {0};
        if (!row->read(options, piece->value, &wrong))
            return error_set(reterr, ERROR_USAGE, "%s: %s", name, wrong.text);
    }
    return true;
}

static bool repeats(const struct command *command)
{
    size_t n = strlen(command->synopsis);
    return n > 3 && !strcmp(command->synopsis + n - 3, "...");
}

static bool take_operands(const struct pieces *pieces, struct cli_options *options,
                          struct error *reterr)
{
    const struct command *command = options->command;
    size_t given = pieces->operand_count - 1;
    size_t stdin_count = 0;
    if (given < command->operand_count && command->synopsis[0] != '[')
        return error_set(reterr, ERROR_USAGE, "muster %s needs %s: found %zu of %zu operands",
                         command->name, command->synopsis, given, command->operand_count);
    size_t most = repeats(command) ? OPERANDS_MAX : command->operand_count;
    if (given > most && most == OPERANDS_MAX)
        return error_set(reterr, ERROR_USAGE, "muster %s: found %zu operands; expected at most %d",
                         command->name, given, OPERANDS_MAX);
    if (given > most)
        return error_set(reterr, ERROR_USAGE,
                         "muster %s: one operand too many: found \"%.200s\"; "
                         "expected %s",
                         command->name, pieces->operands[command->operand_count + 1],
                         command->synopsis);
    for (size_t i = 0; i < given; i++) {
        if (!pieces->operands[i + 1][0])
            return error_set(reterr, ERROR_USAGE, "muster %s: an operand is empty; expected %s",
                             command->name, command->synopsis);
        options->operands[i] = pieces->operands[i + 1];
        stdin_count += !strcmp(options->operands[i], "-");
    }
    options->operand_count = given;
    if (stdin_count > 1)
        return error_set(reterr, ERROR_USAGE,
                         "muster %s: found - twice; expected standard input "
                         "for one operand only",
                         command->name);
    return true;
}

static bool check_format(const struct cli_options *options, struct error *reterr)
{
    static const char *const names[] = {"table", "wide", "json", "csv", "markdown", "junit"};
    unsigned formats = options->command->formats;
    if (!formats || (formats >> options->format) & 1u)
        return true;
    return error_set(reterr, ERROR_USAGE,
                     "-o: found \"%s\"; expected, for muster %s, "
                     "table%s%s%s%s",
                     names[options->format], options->command->name,
                     formats & CAN_WIDE ? ", wide" : "", formats & CAN_JSON ? ", json" : "",
                     formats & CAN_CSV ? ", csv" : "",
                     formats & CAN_MARKDOWN ? ", markdown, junit" : "");
}

bool options_read(int argc, char **argv, struct arena *arena, struct cli_options *ret,
                  struct error *reterr)
{
    struct pieces pieces = {0};
    memset(ret, 0, sizeof *ret);
    ret->arena = arena;
    ret->time_limit_ms = INT64_C(1000) * TIME_LIMIT_DEFAULT_S;
    ret->seed = 1;
    ret->fail_on = SEVERITY_ERROR;
    if (!split(argc, argv, arena, &pieces, reterr))
        return false;
    bool is_help_command = pieces.operand_count > 0 && !strcmp(pieces.operands[0], "help");
    if (is_help_command) {
        pieces.operands++;
        pieces.operand_count--;
        ret->wants_help = true;
    }
    if (pieces.operand_count > 0) {
        ret->command = command_find(pieces.operands[0]);
        if (!ret->command)
            return unknown_command(pieces.operands[0], reterr);
    }
    if (is_help_command && pieces.operand_count > 1)
        return error_set(reterr, ERROR_USAGE,
                         "muster help: one operand too many: found \"%.200s\"; "
                         "expected one command",
                         pieces.operands[1]);
    if (!apply(&pieces, ret, reterr))
        return false;
    if (ret->wants_help || ret->wants_version)
        return true;
    if (!ret->command)
        return error_set(reterr, ERROR_USAGE,
                         "no command: expected check, explain, show, simulate, whatif, "
                         "verify, report or export; see muster --help");
    return take_operands(&pieces, ret, reterr) && check_format(ret, reterr);
}
