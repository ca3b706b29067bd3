/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scalars, lists and labels of a compose file. */
#include <string.h>

#include "base/arena.h"
#include "base/caps.h"
#include "base/decimal.h"
#include "base/docker_units.h"
#include "base/error.h"
#include "import/compose/compose_model.h"

static bool is_scalar(const struct compose_node *node)
{
    return node->kind != VALUE_LIST && node->kind != VALUE_MAP;
}

bool compose_check_keys(struct compose_reader *reader, const struct compose_node *node,
                        const char *const *keys)
{
    bool is_good = true;
    if (!node)
        return true;
    if (node->kind != VALUE_MAP)
        return compose_error(reader, node, "found %s; expected a map", value_kind_name(node->kind));
    for (const struct compose_node *child = node->first; child; child = child->next) {
        const char *const *key = keys;
        while (*key && strcmp(*key, child->key) != 0)
            key++;
        if (!*key && strncmp(child->key, "x-", 2) != 0)
            is_good = compose_error(reader, child, "unknown key: compose knows no such key here");
    }
    return is_good;
}

bool compose_take_text(struct compose_reader *reader, const struct compose_node *map,
                       const char *key, const char **ret)
{
    const struct compose_node *node = compose_tree_get(map, key);
    if (!node)
        return true;
    if (!is_scalar(node))
        return compose_error(reader, node, "found %s; expected a text",
                             value_kind_name(node->kind));
    if (node->length > CAP_NAME_BYTES)
        return compose_error(reader, node, "found %zu bytes; at most %d are read", node->length,
                             CAP_NAME_BYTES);
    *ret = arena_strndup(reader->arena, node->text, node->length);
    return true;
}

/* A whole number, as a number or a text of its digits. */
static bool whole(const char *text, int64_t *ret)
{
    bool is_negative = *text == '-';
    int64_t value = 0;
    size_t n = strlen(text + is_negative);
    if (n == 0 || n > 18)
        return false;
    for (const char *at = text + is_negative; *at; at++) {
        if (*at < '0' || *at > '9')
            return false;
        value = value * 10 + (*at - '0');
    }
    *ret = is_negative ? -value : value;
    return true;
}

bool compose_take_number(struct compose_reader *reader, const struct compose_node *map,
                         const char *key, int64_t least, struct compose_number *ret)
{
    const struct compose_node *node = compose_tree_get(map, key);
    int64_t value = 0;
    if (!node)
        return true;
    if (!is_scalar(node) || !whole(node->text, &value))
        return compose_error(reader, node, "found %s%.60s%s; expected a whole number",
                             is_scalar(node) ? "\"" : "",
                             is_scalar(node) ? node->text : value_kind_name(node->kind),
                             is_scalar(node) ? "\"" : "");
    if (value < least)
        return compose_error(reader, node, "must be greater than or equal to %lld: found %lld",
                             (long long)least, (long long)value);
    if (value > CAP_QUANTITY)
        return compose_error(reader, node, "found %lld; expected at most 2^53", (long long)value);
    *ret = (struct compose_number){true, value};
    return true;
}

/* ---- durations */

static const struct {
    const char *name;
    uint32_t factor;
    long shift;
} units[] = {
    {"ns", 1, 0}, {"us", 1, 3}, {"\xc2\xb5s", 1, 3}, {"\xce\xbcs", 1, 3}, {"ms", 1, 6},
    {"s", 1, 9},  {"m", 60, 9}, {"h", 3600, 9},      {"d", 24 * 3600, 9}, {"w", 7 * 24 * 3600, 9}};

/* One number with its unit; bytes used, 0 = none. */
static size_t duration_part(const char *text, __int128 *ret)
{
    struct decimal decimal;
    bool is_exact;
    size_t number = decimal_read(text, strlen(text), &decimal);
    size_t length = strcspn(text + number, "0123456789.+-");
    if (number == 0 || text[0] == '+' || text[0] == '-')
        return 0;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strlen(units[i].name) == length && memcmp(units[i].name, text + number, length) == 0) {
            decimal_multiply(&decimal, units[i].factor);
            return decimal_magnitude(&decimal, units[i].shift, ret, &is_exact) ? number + length
                                                                               : 0;
        }
    return 0;
}

bool compose_duration_parse(const char *text, int64_t *ret_ns, struct error *reterr)
{
    const char *at = text + (*text == '-' || *text == '+');
    __int128 sum = 0;
    bool is_good = *at != '\0';
    if (strcmp(at, "0") == 0) {
        *ret_ns = 0;
        return true;
    }
    while (is_good && *at) {
        __int128 part = 0;
        size_t used = duration_part(at, &part);
        sum += part;
        at += used;
        is_good = used > 0 && sum <= INT64_MAX;
    }
    if (!is_good)
        return error_set(reterr, ERROR_INPUT,
                         "duration: found \"%.60s\"; expected such as 10s, 1m30s or 500ms", text);
    *ret_ns = *text == '-' ? -(int64_t)sum : (int64_t)sum;
    return true;
}

bool compose_take_duration(struct compose_reader *reader, const struct compose_node *map,
                           const char *key, struct compose_number *ret)
{
    const struct compose_node *node = compose_tree_get(map, key);
    struct error error = {.code = ERROR_NONE};
    if (!node)
        return true;
    if (!is_scalar(node))
        return compose_error(reader, node, "found %s; expected a duration",
                             value_kind_name(node->kind));
    if (!compose_duration_parse(node->text, &ret->value, &error))
        return compose_error(reader, node, "%.400s", error.text);
    ret->is_given = true;
    return true;
}

bool compose_take_bytes(struct compose_reader *reader, const struct compose_node *map,
                        const char *key, struct compose_number *ret)
{
    const struct compose_node *node = compose_tree_get(map, key);
    struct error error = {.code = ERROR_NONE};
    if (!node)
        return true;
    if (!is_scalar(node))
        return compose_error(reader, node, "found %s; expected a size such as 512M",
                             value_kind_name(node->kind));
    if (!compose_bytes_parse(node->text, node->length, &ret->value, &error))
        return compose_error(reader, node, "%.400s", error.text);
    if (ret->value > CAP_QUANTITY)
        return compose_error(reader, node, "found \"%.60s\"; expected at most 2^53 bytes",
                             node->text);
    ret->is_given = true;
    return true;
}

/* ---- lists */

bool compose_take_texts(struct compose_reader *reader, const struct compose_node *map,
                        const char *key, const char *const **ret, int32_t *ret_count)
{
    const struct compose_node *list = compose_tree_get(map, key);
    if (!list)
        return true;
    if (list->kind != VALUE_LIST)
        return compose_error(reader, list, "found %s; expected a list",
                             value_kind_name(list->kind));
    const char **texts = ARENA_NEW(reader->arena, list->count, const char *);
    int32_t count = 0;
    for (const struct compose_node *item = list->first; item; item = item->next) {
        if (!is_scalar(item) || item->length > CAP_NAME_BYTES)
            return compose_error(reader, item, "found %s; expected a text of at most %d bytes",
                                 value_kind_name(item->kind), CAP_NAME_BYTES);
        texts[count++] = arena_strndup(reader->arena, item->text, item->length);
    }
    *ret = texts;
    *ret_count = count;
    return true;
}

static bool label_of(struct compose_reader *reader, const struct compose_node *item,
                     struct label *ret)
{
    size_t n = strcspn(item->text, "=");
    if (!is_scalar(item))
        return compose_error(reader, item, "found %s; expected a label",
                             value_kind_name(item->kind));
    if (item->key) {
        ret->key = arena_strdup(reader->arena, item->key);
        ret->value =
            item->kind == VALUE_NULL ? "" : arena_strndup(reader->arena, item->text, item->length);
        return true;
    }
    ret->key = arena_strndup(reader->arena, item->text, n);
    ret->value = arena_strdup(reader->arena, item->text + n + (item->text[n] == '='));
    return true;
}

bool compose_take_labels(struct compose_reader *reader, const struct compose_node *map,
                         const char *key, const struct label **ret, int32_t *ret_count)
{
    const struct compose_node *node = compose_tree_get(map, key);
    if (!node)
        return true;
    if (is_scalar(node))
        return compose_error(reader, node, "found %s; expected a map, or a list of KEY=VALUE",
                             value_kind_name(node->kind));
    struct label *labels = ARENA_NEW(reader->arena, node->count, struct label);
    int32_t count = 0;
    for (const struct compose_node *item = node->first; item; item = item->next) {
        if (!label_of(reader, item, &labels[count]))
            return false;
        int32_t at = 0;
        while (strcmp(labels[at].key, labels[count].key) != 0)
            at++;
        labels[at] = labels[count]; /* of equal keys the last value counts */
        count += at == count;
    }
    *ret = labels;
    *ret_count = count;
    return true;
}
