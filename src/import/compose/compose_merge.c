/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One compose file over another: maps are merged, lists appended, scalars replaced; some keys have
 * rules of their own (compose-go, override/merge.go and uncity.go). */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "import/compose/compose_tree.h"

/* ---- paths with rules of their own; a star is any one step */

enum rule {
    RULE_REPLACE, /* the later one counts */
    RULE_PAIRS,   /* KEY=VALUE, as a list or a map: by key */
    RULE_LOGGING, /* merged only when both name the same driver */
    RULE_UNIQUE,  /* a list appended, equal texts once */
    RULE_LIST,    /* a list appended; a map or a text is made one */
    RULE_PLAIN,
};

static const struct {
    const char *path;
    enum rule rule;
} rules[] = {
    {"services.*.command", RULE_REPLACE},
    {"services.*.entrypoint", RULE_REPLACE},
    {"services.*.healthcheck.test", RULE_REPLACE},
    {"services.*.build", RULE_REPLACE},
    {"services.*.ulimits.*", RULE_REPLACE},
    {"services.*.logging", RULE_LOGGING},
    {"services.*.deploy.labels", RULE_PAIRS},
    {"services.*.labels", RULE_PAIRS},
    {"services.*.annotations", RULE_PAIRS},
    {"services.*.environment", RULE_PAIRS},
    {"services.*.sysctls", RULE_PAIRS},
    {"services.*.extra_hosts", RULE_LIST},
    {"services.*.dns", RULE_LIST},
    {"services.*.dns_opt", RULE_LIST},
    {"services.*.dns_search", RULE_LIST},
    {"services.*.env_file", RULE_LIST},
    {"services.*.label_file", RULE_LIST},
    {"services.*.tmpfs", RULE_LIST},
    {"services.*.depends_on", RULE_LIST},
    {"services.*.networks", RULE_LIST},
    {"services.*.models", RULE_LIST},
    {"services.*.cap_add", RULE_UNIQUE},
    {"services.*.cap_drop", RULE_UNIQUE},
    {"services.*.profiles", RULE_UNIQUE},
    {"services.*.ports", RULE_UNIQUE},
    {"services.*.volumes", RULE_UNIQUE},
};

static bool path_matches(const char *pattern, const char *path)
{
    while (*pattern && *path) {
        if (*pattern == '*') {
            pattern++;
            path += strcspn(path, ".");
        } else if (*pattern++ != *path++) {
            return false;
        }
    }
    return *pattern == *path;
}

static enum rule rule_of(const char *path)
{
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (path_matches(rules[i].path, path))
            return rules[i].rule;
    return RULE_PLAIN;
}

/* ---- merging */

static bool merge_value(struct compose_reader *reader, struct compose_node *base,
                        const struct compose_node *over, const char *path);

static bool append_clone(struct compose_reader *reader, struct compose_node *parent,
                         const struct compose_node *child)
{
    struct compose_node *copy = compose_tree_clone(reader, child);
    if (!copy)
        return false;
    copy->key = parent->kind == VALUE_MAP ? child->key : NULL;
    compose_tree_append(parent, copy);
    return true;
}

static bool replace(struct compose_reader *reader, struct compose_node *base,
                    const struct compose_node *over)
{
    struct compose_node *copy = compose_tree_clone(reader, over);
    if (copy)
        compose_tree_replace(base, copy);
    return copy != NULL;
}

/* The child of that key, null or not. */
static struct compose_node *find(const struct compose_node *map, const char *key)
{
    for (struct compose_node *child = map->first; child; child = child->next)
        if (strcmp(child->key, key) == 0)
            return child;
    return NULL;
}

static bool merge_maps(struct compose_reader *reader, struct compose_node *base,
                       const struct compose_node *over, const char *path)
{
    for (const struct compose_node *child = over->first; child; child = child->next) {
        struct compose_node *own = find(base, child->key);
        const char *step =
            arena_format(reader->arena, "%s%s%s", path, *path ? "." : "", child->key);
        bool is_good = true;
        if (!own)
            is_good = child->tag == VALUE_RESET || append_clone(reader, base, child);
        else if (child->tag == VALUE_RESET)
            compose_tree_remove(own);
        else if (child->tag == VALUE_OVERRIDE || strncmp(child->key, "x-", 2) == 0)
            is_good = replace(reader, own, child);
        else
            is_good = merge_value(reader, own, child, step);
        if (!is_good)
            return false;
    }
    return true;
}

/* KEY=VALUE of an item of a list; the length of its key in *n. */
static const char *pair_of(struct compose_reader *reader, const struct compose_node *item,
                           size_t *n)
{
    const char *text = item->text;
    if (item->key && item->kind == VALUE_NULL)
        text = item->key;
    else if (item->key)
        text = arena_format(reader->arena, "%s=%s", item->key, item->text);
    *n = strcspn(text, "=");
    return text;
}

static struct compose_node *find_pair(const struct compose_node *list, const char *text, size_t n)
{
    for (struct compose_node *item = list->first; item; item = item->next)
        if (strncmp(item->text, text, n) == 0 && (item->text[n] == '=' || item->text[n] == '\0'))
            return item;
    return NULL;
}

/* The items of a list or a map as KEY=VALUE behind those of list, equal keys in their place. */
static bool add_pairs(struct compose_reader *reader, struct compose_node *list,
                      const struct compose_node *from)
{
    for (const struct compose_node *item = from->first; item; item = item->next) {
        size_t n = 0;
        const char *text = pair_of(reader, item, &n);
        struct compose_node *own = find_pair(list, text, n);
        struct compose_node *copy = compose_tree_clone(reader, item);
        if (!copy)
            return false;
        copy->kind =
            item->kind == VALUE_LIST || item->kind == VALUE_MAP ? item->kind : VALUE_STRING;
        copy->key = NULL;
        copy->text = text;
        copy->length = strlen(text);
        if (own)
            compose_tree_replace(own, copy);
        else
            compose_tree_append(list, copy);
    }
    return true;
}

/* What it holds as a list: the entries of a map, a text alone. */
static bool add_items(struct compose_reader *reader, struct compose_node *list,
                      const struct compose_node *from)
{
    if (from->kind != VALUE_LIST && from->kind != VALUE_MAP)
        return append_clone(reader, list, from);
    for (const struct compose_node *item = from->first; item; item = item->next)
        if (!append_clone(reader, list, item))
            return false;
    return true;
}

static bool merge_as_list(struct compose_reader *reader, struct compose_node *base,
                          const struct compose_node *over, bool is_pairs)
{
    struct compose_node *list = compose_tree_clone(reader, base);
    if (!list)
        return false;
    list->kind = VALUE_LIST;
    list->first = list->last = NULL;
    list->count = 0;
    bool is_good = is_pairs ? add_pairs(reader, list, base) && add_pairs(reader, list, over)
                            : add_items(reader, list, base) && add_items(reader, list, over);
    if (is_good)
        compose_tree_replace(base, list);
    return is_good;
}

static bool same_text(const struct compose_node *a, const struct compose_node *b)
{
    return a->kind != VALUE_LIST && a->kind != VALUE_MAP && b->kind != VALUE_LIST &&
           b->kind != VALUE_MAP && strcmp(a->text, b->text) == 0;
}

/* What names a long form: the target of a volume; target, published port and protocol. */
static bool same_target(const struct compose_node *a, const struct compose_node *b)
{
    static const char *const keys[] = {"target", "published", "protocol", "host_ip"};
    if (a->kind != VALUE_MAP || b->kind != VALUE_MAP || !compose_tree_get(a, "target"))
        return false;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const struct compose_node *x = compose_tree_get(a, keys[i]);
        const struct compose_node *y = compose_tree_get(b, keys[i]);
        if (!x != !y || (x && !same_text(x, y)))
            return false;
    }
    return true;
}

static bool merge_unique(struct compose_reader *reader, struct compose_node *base,
                         const struct compose_node *over)
{
    for (const struct compose_node *item = over->first; item; item = item->next) {
        struct compose_node *own = base->first;
        while (own && !same_text(own, item) && !same_target(own, item))
            own = own->next;
        if (!(own ? replace(reader, own, item) : append_clone(reader, base, item)))
            return false;
    }
    return true;
}

static bool merge_logging(struct compose_reader *reader, struct compose_node *base,
                          const struct compose_node *over, const char *path)
{
    const struct compose_node *a = compose_tree_get(base, "driver");
    const struct compose_node *b = compose_tree_get(over, "driver");
    if (a && b && !same_text(a, b))
        return replace(reader, base, over);
    return merge_maps(reader, base, over, path);
}

static bool is_scalar(const struct compose_node *node)
{
    return node->kind != VALUE_LIST && node->kind != VALUE_MAP;
}

static bool merge_value(struct compose_reader *reader, struct compose_node *base,
                        const struct compose_node *over, const char *path)
{
    enum rule rule = rule_of(path);
    if (over->kind == VALUE_NULL && !is_scalar(base))
        return true;
    if (rule == RULE_REPLACE || base->kind == VALUE_NULL)
        return replace(reader, base, over);
    if (rule == RULE_PAIRS && !is_scalar(base) && !is_scalar(over))
        return merge_as_list(reader, base, over, true);
    if (rule == RULE_LIST && (base->kind != VALUE_MAP || over->kind != VALUE_MAP))
        return merge_as_list(reader, base, over, false);
    if (is_scalar(base) && is_scalar(over))
        return replace(reader, base, over);
    if (base->kind != over->kind)
        return compose_error(reader, over, "cannot override %s: found %s; expected %s, as before",
                             path, value_kind_name(over->kind), value_kind_name(base->kind));
    if (base->kind == VALUE_MAP)
        return rule == RULE_LOGGING ? merge_logging(reader, base, over, path)
                                    : merge_maps(reader, base, over, path);
    return rule == RULE_UNIQUE ? merge_unique(reader, base, over) : add_items(reader, base, over);
}

bool compose_merge(struct compose_reader *reader, struct compose_node *base,
                   const struct compose_node *over)
{
    return merge_maps(reader, base, over, "");
}

bool compose_merge_service(struct compose_reader *reader, struct compose_node *base,
                           const struct compose_node *over)
{
    return merge_maps(reader, base, over, "services.x");
}
