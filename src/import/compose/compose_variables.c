/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Variables for compose files, and the env files that set them. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/caps.h"
#include "base/error.h"
#include "base/intern.h"
#include "base/text.h"
#include "import/compose/compose_interpolate.h"

enum { ENV_FILE_BYTES = 1 << 20 };

void compose_variables_init(struct compose_variables *variables)
{
    *variables = (struct compose_variables){.names = intern_new()};
}

void compose_variables_release(struct compose_variables *variables)
{
    intern_free(variables->names);
    free(variables->values);
}

void compose_variables_set(struct compose_variables *variables, const char *name, size_t n,
                           const char *value)
{
    size_t index = (size_t)intern_add(variables->names, name, n);
    if (index == variables->count)
        VEC_PUSH(variables->values, variables->count, variables->room, value);
    else
        variables->values[index] = value;
}

const char *compose_variables_get(const struct compose_variables *variables, const char *name,
                                  size_t n)
{
    int32_t index = intern_find(variables->names, name, n);
    return index < 0 ? NULL : variables->values[index];
}

/* ---- env files */

struct env_reader {
    struct arena *arena;
    struct compose_variables *variables;
    const char *path;
    const char *at;
    long line;
    size_t filled; /* bytes of all values */
    struct error *reterr;
};

static bool refuse(struct env_reader *reader, const char *text)
{
    error_set(reader->reterr, ERROR_INPUT, "%s", text);
    error_at(reader->reterr, reader->path, reader->line, 0);
    return false;
}

static const char *skip_blanks(const char *at)
{
    return at + strspn(at, " \t\r");
}

/* The name before the equals sign; its length in *n, 0 when there is none. */
static const char *read_name(struct env_reader *reader, size_t *n)
{
    const char *at = reader->at;
    if (strncmp(at, "export", 6) == 0 && (at[6] == ' ' || at[6] == '\t'))
        at = skip_blanks(at + 6);
    size_t length = strcspn(at, "= \t\r\n#");
    const char *end = skip_blanks(at + length);
    *n = *end == '=' ? length : 0;
    reader->at = *end == '=' ? skip_blanks(end + 1) : end;
    return at;
}

static char unescaped(char c)
{
    return c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c;
}

/* Up to the closing quote, over line ends. */
static bool read_quoted(struct env_reader *reader, struct buf *value)
{
    char quote = *reader->at++;
    while (*reader->at && *reader->at != quote) {
        bool is_escape = quote == '"' && *reader->at == '\\' && reader->at[1];
        reader->line += *reader->at == '\n';
        if (is_escape && reader->at[1] == '$')
            buf_add_text(value, "$$");
        else
            buf_add_char(value, is_escape ? unescaped(reader->at[1]) : *reader->at);
        reader->at += is_escape ? 2 : 1;
    }
    if (*reader->at != quote)
        return refuse(reader, "a quote that is not closed");
    reader->at = skip_blanks(reader->at + 1);
    if (*reader->at && *reader->at != '\n' && *reader->at != '#')
        return refuse(reader, "found text behind the closing quote; expected the end of the line");
    return true;
}

/* Up to the end of the line or a comment. */
static void read_plain(struct env_reader *reader, struct buf *value)
{
    const char *start = reader->at, *end = start + strcspn(start, "\n");
    for (const char *at = start; at < end; at++)
        if (*at == '#' && (at == start || at[-1] == ' ' || at[-1] == '\t'))
            end = at;
    while (end > start && strchr(" \t\r", end[-1]))
        end--;
    buf_add(value, start, (size_t)(end - start));
    reader->at = end;
}

static bool set_variable(struct env_reader *reader, const char *name, size_t n,
                         const struct buf *value, bool is_literal)
{
    const char *text = NULL, *missing = NULL;
    if (is_literal)
        text = arena_strndup(reader->arena, value->data, value->length);
    else if (!compose_interpolate(reader->arena, reader->variables, value->data, value->length,
                                  &text, &missing, reader->reterr)) {
        error_at(reader->reterr, reader->path, reader->line, 0);
        return false;
    }
    reader->filled += strlen(text);
    if (reader->filled > CAP_SCALAR_BYTES)
        return refuse(reader, "values too long: expected at most 16 MiB in all (CAP_SCALAR_BYTES)");
    compose_variables_set(reader->variables, name, n, text);
    return true;
}

static bool read_line(struct env_reader *reader, struct buf *value)
{
    size_t n = 0;
    reader->at = skip_blanks(reader->at);
    if (*reader->at && *reader->at != '\n' && *reader->at != '#') {
        const char *name = read_name(reader, &n);
        char first = *reader->at;
        if (n == 0)
            return refuse(reader, "found no NAME=VALUE; expected one, or a comment");
        buf_clear(value);
        if (first != '\'' && first != '"')
            read_plain(reader, value);
        else if (!read_quoted(reader, value))
            return false;
        if (!set_variable(reader, name, n, value, first == '\''))
            return false;
    }
    reader->at += strcspn(reader->at, "\n");
    reader->at += *reader->at == '\n';
    reader->line++;
    return true;
}

bool compose_variables_read(struct arena *arena, const char *path,
                            struct compose_variables *variables, struct error *reterr)
{
    struct buf text, value;
    struct env_reader reader = {
        .arena = arena, .variables = variables, .path = path, .line = 1, .reterr = reterr};
    buf_init(&text);
    buf_init(&value);
    bool is_good = buf_read_file(&text, path, ENV_FILE_BYTES, reterr);
    if (is_good && text_first_invalid(text.data, text.length) < text.length)
        is_good = refuse(&reader, "not text: found a byte that is not UTF-8, or NUL");
    reader.at = text.data;
    if (is_good && strncmp(reader.at, "\xef\xbb\xbf", 3) == 0)
        reader.at += 3;
    while (is_good && *reader.at)
        is_good = read_line(&reader, &value);
    buf_release(&value);
    buf_release(&text);
    return is_good;
}
