/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Generic resources as an engine's configuration and the docker command line write them. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "import/swarm/swarm_generic.h"

/* "kind=value", both without the white space around them. */
struct term {
    const char *kind, *value;
};

static const char *trimmed(struct arena *arena, const char *text, size_t n)
{
    static const char blank[] = " \t\n\v\f\r";
    while (n > 0 && strchr(blank, text[0])) {
        text++;
        n--;
    }
    while (n > 0 && strchr(blank, text[n - 1]))
        n--;
    return arena_strndup(arena, text, n);
}

static bool read_term(struct arena *arena, const char *text, struct term *ret, struct error *reterr)
{
    const char *equals = strchr(text, '=');
    if (!equals || strchr(equals + 1, '='))
        return error_set(reterr, ERROR_INPUT,
                         "generic resource: found \"%.100s\"; expected KIND=VALUE", text);
    ret->kind = trimmed(arena, text, (size_t)(equals - text));
    ret->value = trimmed(arena, equals + 1, strlen(equals + 1));
    return true;
}

static bool is_number(const char *text, int64_t *ret)
{
    const char *digits = text + (*text == '-' || *text == '+');
    if (!*digits || digits[strspn(digits, "0123456789")])
        return false;
    errno = 0;
    *ret = strtoll(text, NULL, 10);
    return errno == 0;
}

/* All values of one kind: a single number, or names. */
static bool add_kind(struct arena *arena, const struct term *terms, size_t count, size_t first,
                     struct swarm_generics *ret, struct error *reterr)
{
    const char *kind = terms[first].kind;
    size_t values = 0, numbers = 0;
    int64_t number = 0;
    for (size_t i = first; i < count; i++)
        if (strcmp(terms[i].kind, kind) == 0) {
            values++;
            numbers += is_number(terms[i].value, &number);
        }
    if (values == 1 && numbers == 1) {
        struct swarm_generic amount = {.kind = kind, .amount = number};
        swarm_generics_add(arena, ret, amount);
        return number >= 0 || error_set(reterr, ERROR_INPUT,
                                        "generic resource %.100s: found %lld; expected 0 or more",
                                        kind, (long long)number);
    }
    if (numbers > 0)
        return error_set(reterr, ERROR_INPUT,
                         "generic resource %.100s: found several values with a number among them; "
                         "expected one number, or names",
                         kind);
    for (size_t i = first; i < count; i++)
        if (strcmp(terms[i].kind, kind) == 0) {
            struct swarm_generic piece = {.kind = kind, .name = terms[i].value, .amount = 1};
            swarm_generics_add(arena, ret, piece);
        }
    return true;
}

static bool parse_terms(struct arena *arena, const char *const *texts, size_t count,
                        struct swarm_generics *ret, struct error *reterr)
{
    struct term *terms = ARENA_NEW(arena, count, struct term);
    for (size_t i = 0; i < count; i++)
        if (!read_term(arena, texts[i], &terms[i], reterr))
            return false;
    for (size_t i = 0; i < count; i++) {
        size_t first = 0;
        while (strcmp(terms[first].kind, terms[i].kind) != 0)
            first++;
        if (first == i && !add_kind(arena, terms, count, i, ret, reterr))
            return false;
    }
    return true;
}

/* One cell of a line of CSV at *text, which moves behind its comma; NULL when its quotes are wrong.
 */
static const char *read_cell(struct arena *arena, const char **text)
{
    const char *at = *text;
    struct buf cell;
    bool is_good = true;
    buf_init(&cell);
    if (*at != '"') {
        size_t n = strcspn(at, ",");
        buf_add(&cell, at, n);
        is_good = !strchr(cell.data, '"');
        at += n;
    } else {
        at++;
        for (; *at && (*at != '"' || at[1] == '"'); at++) {
            buf_add_char(&cell, *at);
            at += *at == '"';
        }
        is_good = *at == '"' && (at[1] == ',' || at[1] == '\0');
        at += *at == '"';
    }
    const char *copy = is_good ? arena_strdup(arena, cell.data) : NULL;
    buf_release(&cell);
    *text = at;
    return copy;
}

bool swarm_generics_parse(struct arena *arena, const char *text, struct swarm_generics *ret,
                          struct error *reterr)
{
    size_t count = 0;
    const char **terms = ARENA_NEW(arena, strlen(text) + 1, const char *);
    if (!*text || strchr(text, '\n'))
        return error_set(reterr, ERROR_INPUT,
                         "generic resources: found %s; expected terms KIND=VALUE between commas",
                         *text ? "a line end" : "nothing");
    for (const char *at = text;; at++) {
        terms[count] = read_cell(arena, &at);
        if (!terms[count++])
            return error_set(reterr, ERROR_INPUT,
                             "generic resources: found a quote out of place in \"%.100s\"", text);
        if (*at != ',')
            break;
    }
    return parse_terms(arena, terms, count, ret, reterr);
}

bool swarm_generics_parse_wanted(struct arena *arena, const char *const *terms, size_t count,
                                 struct swarm_generics *ret, struct error *reterr)
{
    if (!parse_terms(arena, terms, count, ret, reterr))
        return false;
    for (int32_t i = 0; i < ret->count; i++)
        if (ret->items[i].name)
            return error_set(reterr, ERROR_INPUT,
                             "generic resource %.100s: found the name \"%.100s\"; expected an "
                             "amount, for a service cannot ask for a name",
                             ret->items[i].kind, ret->items[i].name);
    return true;
}
