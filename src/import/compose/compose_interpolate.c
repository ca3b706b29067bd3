/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "import/compose/compose_interpolate.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/caps.h"
#include "base/error.h"
#include "base/intern.h"
#include "import/compose/compose_tree.h"

/* One text that is filled in. */
struct filler {
    struct arena *arena;
    const struct compose_variables *variables;
    struct buf out;
    const char *missing; /* the variable that is not set */
    struct error *reterr;
};

static bool is_name_start(char c)
{
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static size_t name_length(const char *text, size_t n)
{
    size_t length = 0;
    if (n == 0 || !is_name_start(text[0]))
        return 0;
    while (length < n &&
           (is_name_start(text[length]) || (text[length] >= '0' && text[length] <= '9')))
        length++;
    return length;
}

/* The offset of the brace that closes the one before text; n when there is none. */
static size_t closing_brace(const char *text, size_t n)
{
    size_t open = 1;
    for (size_t i = 0; i < n; i++) {
        if (text[i] == '$' && i + 1 < n && text[i + 1] == '{') {
            open++;
            i++;
        } else if (text[i] == '}' && --open == 0) {
            return i;
        }
    }
    return n;
}

static bool add(struct filler *filler, const char *text, size_t n)
{
    if (filler->out.length + n > CAP_SCALAR_BYTES)
        return error_set(filler->reterr, ERROR_LIMIT,
                         "too long with its variables: expected at most %zu bytes "
                         "(CAP_SCALAR_BYTES)",
                         CAP_SCALAR_BYTES);
    buf_add(&filler->out, text, n);
    return true;
}

static bool refuse(struct filler *filler, const char *text, size_t n)
{
    return error_set(filler->reterr, ERROR_INPUT,
                     "bad variable: found \"%.*s\"; expected $NAME, ${NAME}, ${NAME:-default}, or "
                     "$$ for a dollar sign",
                     (int)(n < 60 ? n : 60), text);
}

static bool refuse_missing(struct filler *filler, const char *name, size_t n)
{
    const char *file = filler->variables->file;
    filler->missing = arena_strndup(filler->arena, name, n);
    return error_set(filler->reterr, ERROR_INPUT,
                     "variable %.100s is not set: expected %.100s=VALUE in %.200s, or a default "
                     "${%.100s:-VALUE}",
                     filler->missing, filler->missing, file ? file : "an env file",
                     filler->missing);
}

static bool fill(struct filler *filler, const char *text, size_t n, int depth);

/* ${NAME...}: n bytes between the braces. */
static bool fill_braced(struct filler *filler, const char *text, size_t n, int depth)
{
    size_t length = name_length(text, n);
    const char *word = text + length, *value;
    size_t left = n - length;
    bool not_empty = left > 0 && word[0] == ':';
    word += not_empty;
    left -= not_empty;
    char kind = left > 0 ? word[0] : '\0';
    if (length == 0 || (left == 0 && not_empty) || (left > 0 && !strchr("-?+", kind)))
        return refuse(filler, text - 2, n + 3);
    value = compose_variables_get(filler->variables, text, length);
    bool is_set = value && !(not_empty && value[0] == '\0');
    if (kind == '+')
        return !is_set || fill(filler, word + 1, left - 1, depth + 1);
    if (is_set)
        return add(filler, value, strlen(value));
    if (kind == '-')
        return fill(filler, word + 1, left - 1, depth + 1);
    if (kind == '\0')
        return refuse_missing(filler, text, length);
    filler->missing = arena_strndup(filler->arena, text, length);
    return error_set(filler->reterr, ERROR_INPUT, "variable %.100s is required: %.*s",
                     filler->missing, (int)(left < 200 ? left - 1 : 200), word + 1);
}

/* What begins with a dollar sign at text; *ret_used gets how many bytes it takes. */
static bool fill_one(struct filler *filler, const char *text, size_t n, int depth, size_t *ret_used)
{
    size_t length = name_length(text + 1, n - 1);
    if (n > 1 && text[1] == '$') {
        *ret_used = 2;
        return add(filler, "$", 1);
    }
    if (n > 1 && text[1] == '{') {
        size_t end = closing_brace(text + 2, n - 2);
        *ret_used = end + 3;
        return end < n - 2 ? fill_braced(filler, text + 2, end, depth) : refuse(filler, text, n);
    }
    const char *value = compose_variables_get(filler->variables, text + 1, length);
    *ret_used = length + 1;
    if (value)
        return add(filler, value, strlen(value));
    if (depth > 0)
        return add(filler, text, length + 1);
    return length > 0 ? refuse_missing(filler, text + 1, length) : refuse(filler, text, n);
}

static bool fill(struct filler *filler, const char *text, size_t n, int depth)
{
    if (depth > CAP_DEPTH)
        return error_set(filler->reterr, ERROR_LIMIT,
                         "variables nested too deeply: expected at most %d levels (CAP_DEPTH)",
                         CAP_DEPTH);
    while (n > 0) {
        const char *dollar = memchr(text, '$', n);
        size_t plain = dollar ? (size_t)(dollar - text) : n, used = 0;
        if (!add(filler, text, plain))
            return false;
        if (dollar && !fill_one(filler, dollar, n - plain, depth, &used))
            return false;
        text += plain + used;
        n -= plain + used;
    }
    return true;
}

bool compose_interpolate(struct arena *arena, const struct compose_variables *variables,
                         const char *text, size_t n, const char **ret, const char **ret_name,
                         struct error *reterr)
{
    struct filler filler = {.arena = arena, .variables = variables, .reterr = reterr};
    buf_init(&filler.out);
    bool is_good = fill(&filler, text, n, 0);
    if (is_good)
        *ret = arena_strndup(arena, filler.out.data, filler.out.length);
    *ret_name = filler.missing;
    buf_release(&filler.out);
    return is_good;
}

bool compose_fill_in(struct compose_reader *reader, struct compose_node *node)
{
    struct error error;
    const char *name = NULL;
    if (compose_interpolate(reader->arena, reader->variables, node->text, node->length, &node->text,
                            &name, &error)) {
        node->length = strlen(node->text);
        return true;
    }
    if (name && intern_find(reader->undefined, name, strlen(name)) >= 0)
        return false;
    if (name)
        (void)intern_add(reader->undefined, name, strlen(name));
    return compose_error(reader, node, "%.500s", error.text);
}
