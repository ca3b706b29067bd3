/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "import/kubernetes/pods/label_selector.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "document/document.h"
#include "import/reading.h"

enum { NAME_MAX_BYTES = 63, PREFIX_MAX_BYTES = 253 };

static bool is_alnum(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* ([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9], at most 63 bytes. */
static bool is_name(const char *text, size_t n)
{
    if (n == 0 || n > NAME_MAX_BYTES || !is_alnum(text[0]) || !is_alnum(text[n - 1]))
        return false;
    for (size_t i = 0; i < n; i++)
        if (!is_alnum(text[i]) && strchr("-_.", text[i]) == NULL)
            return false;
    return true;
}

/* Lower-case DNS labels joined by dots, at most 253 bytes. */
static bool is_subdomain(const char *text, size_t n)
{
    if (n == 0 || n > PREFIX_MAX_BYTES)
        return false;
    for (size_t i = 0; i < n; i++) {
        bool is_edge = i == 0 || i + 1 == n || text[i - 1] == '.' || text[i + 1] == '.';
        char c = text[i];

        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            continue;
        if ((c != '-' && c != '.') || is_edge)
            return false;
    }
    return true;
}

bool label_key_is_valid(const char *key)
{
    const char *slash = strchr(key, '/');

    if (slash == NULL)
        return is_name(key, strlen(key));
    return is_subdomain(key, (size_t)(slash - key)) && is_name(slash + 1, strlen(slash + 1));
}

bool label_value_is_valid(const char *value)
{
    return value[0] == '\0' || is_name(value, strlen(value));
}

bool label_integer(const char *text, int64_t *ret)
{
    const char *digits = text + (text[0] == '-' || text[0] == '+');
    long long number;

    if (digits[0] == '\0' || digits[strspn(digits, "0123456789")] != '\0')
        return false;
    errno = 0;
    number = strtoll(text, NULL, 10);
    if (errno != 0)
        return false;
    *ret = number;
    return true;
}

bool label_operator(const char *name, bool text_form, enum expression_operator *ret,
                    bool *ret_single)
{
    static const struct {
        const char *name;
        enum expression_operator op;
        bool text_form, single;
    } operators[] = {
        {"In", EXPRESSION_IN, false, false},
        {"NotIn", EXPRESSION_NOT_IN, false, false},
        {"Exists", EXPRESSION_EXISTS, false, false},
        {"DoesNotExist", EXPRESSION_DOES_NOT_EXIST, false, false},
        {"Gt", EXPRESSION_GT, false, true},
        {"Lt", EXPRESSION_LT, false, true},
        {"=", EXPRESSION_IN, true, true},
        {"==", EXPRESSION_IN, true, true},
        {"!=", EXPRESSION_NOT_IN, true, true},
    };

    for (size_t i = 0; i < sizeof operators / sizeof operators[0]; i++) {
        if (strcmp(operators[i].name, name) != 0 || (operators[i].text_form && !text_form))
            continue;
        *ret = operators[i].op;
        *ret_single = operators[i].single;
        return true;
    }
    return false;
}

bool label_expression_check(const struct expression *expression, bool single, struct error *reterr)
{
    bool takes_none =
        expression->op == EXPRESSION_EXISTS || expression->op == EXPRESSION_DOES_NOT_EXIST;
    int64_t number;

    if (!label_key_is_valid(expression->key))
        return error_set(reterr, ERROR_INPUT, "label key: found \"%s\"; expected [prefix/]name",
                         expression->key);
    if (takes_none && expression->value_count != 0)
        return error_set(reterr, ERROR_INPUT, "values of \"%s\": found %d; expected none",
                         expression->key, (int)expression->value_count);
    if (!takes_none && (single ? expression->value_count != 1 : expression->value_count == 0))
        return error_set(reterr, ERROR_INPUT, "values of \"%s\": found %d; expected %s",
                         expression->key, (int)expression->value_count,
                         single ? "exactly one" : "at least one");
    for (int32_t i = 0; i < expression->value_count; i++) {
        bool numeric = expression->op == EXPRESSION_GT || expression->op == EXPRESSION_LT;

        if (numeric && !label_integer(expression->values[i], &number))
            return error_set(reterr, ERROR_INPUT,
                             "value of \"%s\": found \"%s\"; expected a whole number",
                             expression->key, expression->values[i]);
        if (!label_value_is_valid(expression->values[i]))
            return error_set(reterr, ERROR_INPUT,
                             "value of \"%s\": found \"%s\"; expected a label value",
                             expression->key, expression->values[i]);
    }
    return true;
}

/* The values of an expression, copied; false with an error when one is no string. */
static bool read_values(const struct reading *reading, const struct value *value,
                        struct expression *ret)
{
    const struct value *list = reading_list(reading, value, "values");
    const char **values = ARENA_NEW(reading->arena, list == NULL ? 0 : list->count, const char *);
    int32_t count = 0;

    for (const struct value *item = list == NULL ? NULL : list->first; item != NULL;
         item = item->next) {
        if (item->kind != VALUE_STRING)
            return reading_error(reading, item, "value: found %s; expected a string",
                                 value_kind_name(item->kind));
        values[count++] = arena_text(reading->arena, item->text, item->length);
    }
    ret->values = values;
    ret->value_count = count;
    return true;
}

bool label_expression_read(const struct reading *reading, const struct value *value, bool text_form,
                           struct expression *ret)
{
    struct expression expression = {.source = SOURCE_LABEL};
    struct error error;
    const char *op;
    bool single;

    if (value->kind != VALUE_MAP)
        return reading_error(reading, value, "expression: found %s; expected a map",
                             value_kind_name(value->kind));
    expression.key = reading_text(reading, value, "key", "");
    op = reading_text(reading, value, "operator", "");
    if (!label_operator(op, text_form, &expression.op, &single))
        return reading_error(reading, value,
                             "operator: found \"%s\"; expected In, NotIn, Exists, DoesNotExist, Gt "
                             "or Lt",
                             op);
    if (!read_values(reading, value, &expression))
        return false;
    if (!label_expression_check(&expression, single, &error))
        return reading_error(reading, value, "%s", error.text);
    *ret = expression;
    return true;
}

bool label_selector_read(const struct reading *reading, const struct value *value,
                         struct label_selector *ret)
{
    const struct value *labels, *expressions;
    struct expression *made;
    int32_t count = 0;
    bool is_valid = true;

    *ret = (struct label_selector){.is_given = false};
    if (value == NULL || value->kind == VALUE_NULL)
        return true;
    if (value->kind != VALUE_MAP)
        return reading_error(reading, value, "label selector: found %s; expected a map",
                             value_kind_name(value->kind));
    labels = reading_map(reading, value, "matchLabels");
    expressions = reading_list(reading, value, "matchExpressions");
    made = ARENA_NEW(reading->arena,
                     (labels == NULL ? 0 : labels->count) +
                         (expressions == NULL ? 0 : expressions->count),
                     struct expression);
    for (const struct value *item = labels == NULL ? NULL : labels->first; item != NULL;
         item = item->next) {
        const char **values = ARENA_NEW(reading->arena, 1, const char *);
        const char *text = value_text(item, "");

        values[0] = arena_text(reading->arena, text, strlen(text));
        made[count++] = (struct expression){
            SOURCE_LABEL, EXPRESSION_IN, arena_text(reading->arena, item->key, strlen(item->key)),
            values, 1};
    }
    for (const struct value *item = expressions == NULL ? NULL : expressions->first; item != NULL;
         item = item->next) {
        if (label_expression_read(reading, item, false, &made[count]))
            count++;
        else
            is_valid = false;
    }
    *ret = (struct label_selector){true, made, count};
    return is_valid;
}

bool label_expression_matches(const struct expression *expression, const struct label *labels,
                              int32_t label_count)
{
    const char *found = NULL;
    int64_t have, bound;

    for (int32_t i = 0; i < label_count && found == NULL; i++)
        if (strcmp(labels[i].key, expression->key) == 0)
            found = labels[i].value;
    switch (expression->op) {
    case EXPRESSION_EXISTS: return found != NULL;
    case EXPRESSION_DOES_NOT_EXIST: return found == NULL;
    case EXPRESSION_GT:
    case EXPRESSION_LT:
        if (found == NULL || !label_integer(found, &have) || expression->value_count != 1 ||
            !label_integer(expression->values[0], &bound))
            return false;
        return expression->op == EXPRESSION_GT ? have > bound : have < bound;
    default: break; /* In and NotIn, below; the operators of Swarm are in no selector */
    }
    for (int32_t i = 0; found != NULL && i < expression->value_count; i++)
        if (strcmp(found, expression->values[i]) == 0)
            return expression->op == EXPRESSION_IN;
    return expression->op == EXPRESSION_NOT_IN;
}

bool label_selector_matches(const struct label_selector *selector, const struct label *labels,
                            int32_t label_count)
{
    if (!selector->is_given)
        return false;
    for (int32_t i = 0; i < selector->count; i++)
        if (!label_expression_matches(&selector->expressions[i], labels, label_count))
            return false;
    return true;
}
