/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "import/swarm/swarm_constraint.h"

#include <string.h>

#include "base/address.h"
#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

/* ---- text */

/* Bytes of the white space at text (Go's strings.TrimSpace, for what UTF-8 input may hold). */
static size_t blank_length(const char *text)
{
    static const char *const wide[] = {"\xc2\x85",     "\xc2\xa0",     "\xe1\x9a\x80",
                                       "\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x80\xaf",
                                       "\xe2\x81\x9f", "\xe3\x80\x80"};
    if (*text && strchr(" \t\n\v\f\r", *text))
        return 1;
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
        if (strncmp(text, wide[i], strlen(wide[i])) == 0)
            return strlen(wide[i]);
    /* U+2000 to U+200A */
    unsigned char last = strncmp(text, "\xe2\x80", 2) == 0 ? (unsigned char)text[2] : 0;
    return last >= 0x80 && last <= 0x8a ? 3 : 0;
}

static const char *trimmed(struct arena *arena, const char *text, size_t n)
{
    size_t start = 0, end = 0;
    while (start < n && blank_length(text + start) > 0)
        start += blank_length(text + start);
    for (size_t at = start; at < n;) {
        size_t blank = blank_length(text + at);
        at += blank > 0 ? blank : 1;
        if (blank == 0)
            end = at;
    }
    return start < n && end > start ? arena_strndup(arena, text + start, end - start) : "";
}

static bool is_alphanumeric(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* Bytes of a letter that is not ASCII and that Go's (?i)[a-z] takes all the same. */
static size_t folding_length(const char *text)
{
    if (strncmp(text, "\xe2\x84\xaa", 3) == 0)
        return 3;
    return strncmp(text, "\xc5\xbf", 2) == 0 ? 2 : 0;
}

/* Are all characters alphanumeric or among `others`? */
static bool consists_of(const char *text, const char *others)
{
    while (*text) {
        size_t wide = folding_length(text);
        if (wide == 0 && !is_alphanumeric(*text) && !strchr(others, *text))
            return false;
        text += wide > 0 ? wide : 1;
    }
    return true;
}

/* SwarmKit's ^(?i)[a-z_][a-z0-9\-_.]+$ */
static bool is_key(const char *text)
{
    size_t first = folding_length(text) > 0 ? folding_length(text) : 1;
    return *text && !(*text >= '0' && *text <= '9') && *text != '-' && *text != '.' &&
           text[first] && consists_of(text, "-_.");
}

bool swarm_constraint_parse(struct arena *arena, const char *text, struct swarm_constraint *ret,
                            struct error *reterr)
{
    const char *equal = strstr(text, "==");
    const char *at = equal ? equal : strstr(text, "!=");
    if (!at)
        return error_set(reterr, ERROR_INPUT,
                         "constraint: found \"%.150s\"; expected KEY == VALUE or KEY != VALUE",
                         text);
    ret->key = trimmed(arena, text, (size_t)(at - text));
    ret->value = trimmed(arena, at + 2, strlen(at + 2));
    ret->is_equal = equal != NULL;
    if (!is_key(ret->key))
        return error_set(reterr, ERROR_INPUT,
                         "constraint: found the key \"%.150s\"; expected letters, digits, dots, "
                         "dashes and underscores",
                         ret->key);
    if (!*ret->value || !consists_of(ret->value, ":-_ \t\n\f\r.*()?+[]\\^$|/"))
        return error_set(reterr, ERROR_INPUT,
                         "constraint: found the value \"%.150s\"; expected letters, digits and "
                         "some of :-_.*()?+[]\\^$|/",
                         ret->value);
    return true;
}

bool swarm_constraints_parse(struct arena *arena, const struct swarm_placement *placement,
                             struct swarm_constraint **ret, struct error *reterr)
{
    *ret = ARENA_NEW(arena, placement->constraint_count, struct swarm_constraint);
    for (int32_t i = 0; i < placement->constraint_count; i++)
        if (!swarm_constraint_parse(arena, placement->constraints[i], &(*ret)[i], reterr))
            return false;
    return true;
}

/* ---- matching */

bool swarm_constraint_holds(const struct swarm_constraint *constraint, const char *value)
{
    return text_equal_fold(constraint->value, value) == constraint->is_equal;
}

/* Does text begin with the ASCII prefix, in any case, and go on? */
static bool begins(const char *text, const char *prefix)
{
    size_t n = strlen(prefix);
    for (size_t i = 0; i < n; i++)
        if ((text[i] >= 'A' && text[i] <= 'Z' ? text[i] + ('a' - 'A') : text[i]) != prefix[i])
            return false;
    return text[n] != '\0';
}

/* The label that a constraint's key stands for, NULL = Swarm knows no such key. */
static const char *label_key(struct arena *arena, const char *key)
{
    static const char *const fields[] = {"node.id",   "node.hostname",    "node.ip",
                                         "node.role", "node.platform.os", "node.platform.arch"};
    static const char *const prefixes[] = {"node.labels.", "engine.labels."};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (text_equal_fold(key, fields[i]))
            return fields[i];
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (begins(key, prefixes[i]))
            return arena_format(arena, "%s%s", prefixes[i], key + strlen(prefixes[i]));
    return NULL;
}

/* An expression that no node meets: of no values the label has none. */
static void never(struct expression *ret)
{
    ret->op = EXPRESSION_IN;
    ret->value_count = 0;
}

static void expression_make(struct arena *arena, const struct swarm_constraint *constraint,
                            struct expression *ret)
{
    const char **value = ARENA_NEW(arena, 1, const char *);
    const char *key = label_key(arena, constraint->key);
    struct address address;
    int bits;
    value[0] = constraint->value;
    ret->source = SOURCE_LABEL;
    ret->key = key ? key : constraint->key;
    ret->values = value;
    ret->value_count = 1;
    ret->op = constraint->is_equal ? EXPRESSION_EQUAL_FOLD : EXPRESSION_NOT_EQUAL_FOLD;
    if (!key) {
        never(ret);
    } else if (strcmp(key, "node.ip") == 0) {
        ret->op = constraint->is_equal ? EXPRESSION_IN_NETWORK : EXPRESSION_NOT_IN_NETWORK;
        if (!address_parse(value[0], &address) && !network_parse(value[0], &address, &bits))
            never(ret);
    }
}

bool swarm_constraint_holds_on(const struct swarm_constraint *constraint,
                               const struct label *labels, int32_t label_count)
{
    struct arena *arena = arena_new();
    struct expression expression;
    const char *value = "";
    expression_make(arena, constraint, &expression);
    for (int32_t i = 0; i < label_count; i++)
        if (strcmp(labels[i].key, expression.key) == 0)
            value = labels[i].value;
    bool holds = false;
    if (expression.value_count > 0 && strcmp(expression.key, "node.ip") == 0)
        holds = network_holds(constraint->value, value) == constraint->is_equal;
    else if (expression.value_count > 0)
        holds = swarm_constraint_holds(constraint, value);
    arena_free(arena);
    return holds;
}

/* ---- to a rule */

/* Spellings of an architecture that SwarmKit takes for the same as arch. */
static int32_t arch_spellings(const char *arch, const char **ret)
{
    ret[0] = arch;
    ret[1] = strcmp(arch, "amd64") == 0 ? "x86_64" : "aarch64";
    return strcmp(arch, "amd64") == 0 || strcmp(arch, "arm64") == 0 ? 2 : 1;
}

/* A node that says no platform has neither label, and so matches none. */
static struct expression platform_expression(struct arena *arena, const char *key,
                                             const char *wanted)
{
    const char **values = ARENA_NEW(arena, 2, const char *);
    struct expression expression = {
        .source = SOURCE_LABEL, .op = EXPRESSION_EXISTS, .key = key, .values = values};
    if (wanted[0]) {
        expression.op = EXPRESSION_IN;
        expression.value_count = arch_spellings(wanted, values);
    }
    return expression;
}

static struct node_term make_term(struct arena *arena, const struct swarm_placement *placement,
                                  const struct swarm_constraint *constraints, int32_t count,
                                  const struct swarm_platform *platform)
{
    struct node_term term = {.count = 0};
    struct expression *expressions =
        ARENA_NEW(arena, count + placement->plugin_count + 2, struct expression);
    for (int32_t i = 0; i < count; i++)
        expression_make(arena, &constraints[i], &expressions[term.count++]);
    for (int32_t i = 0; i < placement->plugin_count; i++)
        expressions[term.count++] = platform_expression(arena, placement->plugins[i], "");
    if (platform) {
        expressions[term.count++] = platform_expression(arena, "node.platform.os", platform->os);
        expressions[term.count++] =
            platform_expression(arena, "node.platform.arch", platform->arch);
    }
    term.expressions = expressions;
    return term;
}

/* What all platforms agree on, or a constraint says, so that a refusal can name the operating
 * system or the architecture. The terms ask for it as well, exactly as Swarm does. */
static void take_common(const struct swarm_placement *placement,
                        const struct swarm_constraint *constraints, int32_t count,
                        struct rule *rule)
{
    const struct swarm_platform *first = placement->platforms;
    rule->os = rule->arch = "";
    for (int32_t i = 0; i < count; i++)
        if (constraints[i].is_equal && text_equal_fold(constraints[i].key, "node.platform.os"))
            rule->os = constraints[i].value;
    if (placement->platform_count == 0)
        return;
    rule->os = first->os;
    rule->arch = first->arch;
    for (int32_t i = 1; i < placement->platform_count; i++) {
        if (strcmp(placement->platforms[i].os, first->os) != 0)
            rule->os = "";
        if (strcmp(placement->platforms[i].arch, first->arch) != 0)
            rule->arch = "";
    }
}

void swarm_rule_make(struct arena *arena, const struct swarm_placement *placement, struct rule *ret,
                     struct error *reterr)
{
    struct swarm_constraint *constraints;
    int32_t count = placement->constraint_count;
    struct rule rule = {.is_swarm = true};
    reterr->code = ERROR_NONE;
    if (!swarm_constraints_parse(arena, placement, &constraints, reterr))
        count = 0;
    take_common(placement, constraints, count, &rule);
    rule.has_terms = count + placement->platform_count + placement->plugin_count > 0;
    rule.term_count = placement->platform_count > 0 ? placement->platform_count : rule.has_terms;
    struct node_term *terms = ARENA_NEW(arena, rule.term_count, struct node_term);
    for (int32_t i = 0; i < rule.term_count; i++)
        terms[i] = make_term(arena, placement, constraints, count,
                             placement->platform_count > 0 ? &placement->platforms[i] : NULL);
    rule.terms = terms;
    *ret = rule;
}
