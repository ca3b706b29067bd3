/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text form of a label selector: a lexer of six signs and words, a parser by descent. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "import/kubernetes/pods/label_selector.h"

enum token_kind { TOKEN_END, TOKEN_WORD, TOKEN_SIGN };

struct token {
    enum token_kind kind;
    const char *start;
    size_t length;
};

struct parser {
    struct arena *arena;
    const char *rest;
    struct token token; /* the next one */
    struct error *reterr;
};

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void advance(struct parser *parser)
{
    const char *s = parser->rest;
    size_t n = 0;

    while (is_space(*s))
        s++;
    parser->token = (struct token){TOKEN_END, s, 0};
    if (*s != '\0' && strchr("=!(),<>", *s) != NULL) {
        n = (s[0] == '=' || s[0] == '!') && s[1] == '=' ? 2 : 1;
        parser->token = (struct token){TOKEN_SIGN, s, n};
    } else if (*s != '\0') {
        while (s[n] != '\0' && !is_space(s[n]) && strchr("=!(),<>", s[n]) == NULL)
            n++;
        parser->token = (struct token){TOKEN_WORD, s, n};
    }
    parser->rest = s + n;
}

static bool token_is(const struct token *token, const char *text)
{
    return token->kind != TOKEN_END && token->length == strlen(text) &&
           memcmp(token->start, text, token->length) == 0;
}

static bool refuse(struct parser *parser, const char *expected)
{
    const struct token *token = &parser->token;

    if (token->kind == TOKEN_END)
        return error_set(parser->reterr, ERROR_INPUT, "selector: found its end; expected %s",
                         expected);
    return error_set(parser->reterr, ERROR_INPUT, "selector: found \"%.*s\"; expected %s",
                     token->length > 100 ? 100 : (int)token->length, token->start, expected);
}

static const char *take_word(struct parser *parser)
{
    const char *word = arena_strndup(parser->arena, parser->token.start, parser->token.length);

    advance(parser);
    return word;
}

/* The list after `in`: words between commas; a place left empty stands for the empty value. */
static bool parse_set(struct parser *parser, struct expression *ret)
{
    const char **values = NULL, **copy;
    size_t count = 0, room = 0;
    bool wants_word = true;

    if (!token_is(&parser->token, "("))
        return refuse(parser, "(");
    advance(parser);
    while (!token_is(&parser->token, ")")) {
        if (parser->token.kind == TOKEN_WORD && wants_word) {
            VEC_PUSH(values, count, room, take_word(parser));
            wants_word = false;
        } else if (token_is(&parser->token, ",")) {
            if (wants_word)
                VEC_PUSH(values, count, room, "");
            wants_word = true;
            advance(parser);
        } else {
            free(values);
            return refuse(parser, ", or )");
        }
    }
    if (wants_word && count > 0)
        VEC_PUSH(values, count, room, "");
    advance(parser);
    copy = ARENA_NEW(parser->arena, count, const char *);
    for (size_t i = 0; i < count; i++)
        copy[i] = values[i];
    ret->values = copy;
    ret->value_count = (int32_t)count;
    free(values);
    return true;
}

/* The value after =, ==, !=, < or >: a word, or nothing. */
static bool parse_value(struct parser *parser, struct expression *ret)
{
    const char **values = ARENA_NEW(parser->arena, 1, const char *);

    values[0] = "";
    if (parser->token.kind == TOKEN_WORD)
        values[0] = take_word(parser);
    else if (parser->token.kind != TOKEN_END && !token_is(&parser->token, ","))
        return refuse(parser, "a value");
    ret->values = values;
    ret->value_count = 1;
    return true;
}

static bool parse_operator(struct parser *parser, struct expression *ret, bool *ret_single)
{
    static const struct {
        const char *text, *name;
    } operators[] = {{"in", "In"}, {"notin", "NotIn"}, {"=", "="}, {"==", "=="},
                     {"!=", "!="}, {"<", "Lt"},        {">", "Gt"}};

    for (size_t i = 0; i < sizeof operators / sizeof operators[0]; i++) {
        if (!token_is(&parser->token, operators[i].text))
            continue;
        if (!label_operator(operators[i].name, true, &ret->op, ret_single))
            break;
        advance(parser);
        return *ret_single ? parse_value(parser, ret) : parse_set(parser, ret);
    }
    return refuse(parser, "in, notin, =, ==, !=, < or >");
}

static bool parse_requirement(struct parser *parser, struct expression *ret)
{
    bool is_negated = token_is(&parser->token, "!"), single = false;

    *ret = (struct expression){.source = SOURCE_LABEL, .op = EXPRESSION_EXISTS};
    if (is_negated)
        advance(parser);
    if (parser->token.kind != TOKEN_WORD)
        return refuse(parser, "a label key");
    ret->key = take_word(parser);
    if (is_negated)
        ret->op = EXPRESSION_DOES_NOT_EXIST;
    else if (parser->token.kind != TOKEN_END && !token_is(&parser->token, ",") &&
             !parse_operator(parser, ret, &single))
        return false;
    return label_expression_check(ret, single, parser->reterr);
}

bool label_selector_parse(struct arena *arena, const char *text, struct label_selector *ret,
                          struct error *reterr)
{
    struct parser parser = {.arena = arena, .rest = text, .reterr = reterr};
    struct expression *expressions = NULL;
    size_t count = 0, room = 0;
    bool is_valid = true;

    advance(&parser);
    while (is_valid && parser.token.kind != TOKEN_END) {
        struct expression expression;

        is_valid = parse_requirement(&parser, &expression);
        if (!is_valid)
            break;
        VEC_PUSH(expressions, count, room, expression);
        if (parser.token.kind == TOKEN_END)
            break;
        if (!token_is(&parser.token, ","))
            is_valid = refuse(&parser, ", or the end");
        advance(&parser);
        if (is_valid && parser.token.kind == TOKEN_END)
            is_valid = refuse(&parser, "a label key after ,");
    }
    if (is_valid) {
        struct expression *copy = ARENA_NEW(arena, count, struct expression);

        if (count > 0)
            memcpy(copy, expressions, count * sizeof *copy);
        *ret = (struct label_selector){true, copy, (int32_t)count};
    }
    free(expressions);
    return is_valid;
}
