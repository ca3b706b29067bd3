/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "import/estate_file.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/intern.h"
#include "document/document.h"
#include "import/estate_json.h"
#include "import/estate_keys.h"
#include "import/timestamp.h"

/* ---- single values */

static void read_version(struct keys_reader *reader, const struct value *value, void *context)
{
    int64_t version;
    (void)context;
    if (!value_integer(value, &version) || version != 1)
        keys_refuse(reader, value, "muster: found %.40s; expected 1, the version of this format",
                    value->text[0] ? value->text : value_kind_name(value->kind));
}

static void read_name(struct keys_reader *reader, const struct value *value, void *context)
{
    const char *name;
    (void)context;
    if (keys_text(reader, value, &name))
        builder_name(reader->builder, name);
}

static void read_critical_tier(struct keys_reader *reader, const struct value *value, void *context)
{
    int64_t tier;
    (void)context;
    if (keys_integer(reader, value, 0, MAX_TIER - 1, &tier))
        builder_critical_tier(reader->builder, (int32_t)tier);
}

static void read_max_age(struct keys_reader *reader, const struct value *value, void *context)
{
    const char *text;
    int64_t seconds;
    (void)context;
    if (!keys_text(reader, value, &text))
        return;
    if (duration_parse(text, &seconds))
        builder_max_age(reader->builder, seconds);
    else
        keys_refuse(reader, value,
                    "max_age: found \"%.60s\"; expected a time such as 7d, 12h, 30m, 45s", text);
}

/* ---- lists of texts */

static void read_platform(struct keys_reader *reader, const struct value *value, void *context)
{
    const char *const *patterns;
    int32_t count;
    (void)context;
    if (value->kind == VALUE_LIST && value->count == 0)
        return; /* nothing belongs to the platform */
    if (!keys_texts(reader, value, &patterns, &count))
        return;
    for (int32_t i = 0; i < count; i++)
        builder_platform(reader->builder, patterns[i]);
}

static void read_lend(struct keys_reader *reader, const struct value *value, void *context)
{
    const char *const *names;
    int32_t count;
    (void)context;
    if (keys_texts(reader, value, &names, &count))
        builder_lend(reader->builder, names, count);
}

static void read_stack_key(struct keys_reader *reader, const struct value *value, void *context)
{
    struct import_settings *settings = &reader->ret->settings;
    (void)context;
    keys_texts(reader, value, &settings->stack_keys, &settings->stack_key_count);
}

static void read_environment_key(struct keys_reader *reader, const struct value *value,
                                 void *context)
{
    struct import_settings *settings = &reader->ret->settings;
    (void)context;
    keys_texts(reader, value, &settings->environment_keys, &settings->environment_key_count);
}

static void read_failover_key(struct keys_reader *reader, const struct value *value, void *context)
{
    struct import_settings *settings = &reader->ret->settings;
    (void)context;
    keys_texts(reader, value, &settings->failover_keys, &settings->failover_key_count);
}

static void read_all_sources(struct keys_reader *reader, const struct value *value, void *context)
{
    (void)context;
    keys_sources(reader, value, &reader->ret->sources);
}

static void read_stacks(struct keys_reader *reader, const struct value *value, void *context)
{
    (void)context;
    if (value->kind == VALUE_LIST)
        keys_refuse(reader, value, "stacks: found a list; expected the path of one file");
    else
        keys_sources(reader, value, &reader->ret->stacks);
}

/* ---- tiers */

static void read_rule_tier(struct keys_reader *reader, const struct value *value, void *context)
{
    struct tier_rule *rule = context;
    int64_t tier;
    if (keys_integer(reader, value, 0, MAX_TIER, &tier))
        rule->tier = (int32_t)tier;
}

static void read_rule_priority(struct keys_reader *reader, const struct value *value, void *context)
{
    struct tier_rule *rule = context;
    rule->has_priority =
        keys_integer(reader, value, INT32_MIN, INT32_MAX, &rule->priority_at_least);
}

static void read_rule_label(struct keys_reader *reader, const struct value *value, void *context)
{
    struct tier_rule *rule = context;
    const char *text;
    if (!keys_text(reader, value, &text))
        return;
    const char *equals = strchr(text, '=');
    if (equals == text) {
        keys_refuse(reader, value, "label: found \"%.150s\"; expected KEY=VALUE or KEY", text);
        return;
    }
    rule->label_key = text;
    if (equals) {
        rule->label_key = arena_strndup(reader->arena, text, (size_t)(equals - text));
        rule->label_value = equals + 1;
    }
}

static void read_rule_stack(struct keys_reader *reader, const struct value *value, void *context)
{
    keys_text(reader, value, &((struct tier_rule *)context)->stack);
}

static void read_rule_namespace(struct keys_reader *reader, const struct value *value,
                                void *context)
{
    keys_text(reader, value, &((struct tier_rule *)context)->name_space);
}

static void read_rule_cluster(struct keys_reader *reader, const struct value *value, void *context)
{
    keys_text(reader, value, &((struct tier_rule *)context)->cluster);
}

static void read_rule_environment(struct keys_reader *reader, const struct value *value,
                                  void *context)
{
    keys_text(reader, value, &((struct tier_rule *)context)->environment);
}

static void read_tiers(struct keys_reader *reader, const struct value *value, void *context)
{
    static const struct key keys[] = {
        {"tier", read_rule_tier},
        {"priority_at_least", read_rule_priority},
        {"label", read_rule_label},
        {"stack", read_rule_stack},
        {"namespace", read_rule_namespace},
        {"cluster", read_rule_cluster},
        {"environment", read_rule_environment},
    };
    (void)context;
    if (value->kind != VALUE_LIST) {
        keys_refuse(reader, value,
                    "tiers: found %s; expected a list of rules such as {tier: 0, stack: "
                    "\"shop-*\"}",
                    value_kind_name(value->kind));
        return;
    }
    for (const struct value *item = value->first; item; item = item->next) {
        struct tier_rule rule = {.tier = 0};
        if (!keys_read(reader, item, keys, sizeof keys / sizeof *keys, &rule))
            continue;
        if (value_get(item, "tier"))
            builder_tier_rule(reader->builder, &rule);
        else
            keys_refuse(reader, item,
                        "tiers: found a rule without tier; expected a tier from 0 to %d", MAX_TIER);
    }
}

/* ---- headroom and unreserved */

static void read_all_headroom(struct keys_reader *reader, const struct value *value, void *context)
{
    (void)context;
    keys_headrooms(reader, value, -1);
}

static void read_amount(struct keys_reader *reader, const struct value *value, void *context)
{
    int64_t amount;
    (void)context;
    if (keys_quantity(reader, value, value->key, &amount))
        builder_unreserved_amount(reader->builder, keys_resource(reader, value), amount);
}

static void read_unreserved(struct keys_reader *reader, const struct value *value, void *context)
{
    static const char *const words[] = {"limit", "zero", "fail"};
    static const enum unreserved policies[] = {UNRESERVED_LIMIT, UNRESERVED_ZERO, UNRESERVED_FAIL};
    static const struct key keys[] = {{"cpu", read_amount}, {"memory", read_amount}};
    (void)context;
    if (value->kind == VALUE_MAP && value->count > 0) {
        builder_unreserved(reader->builder, UNRESERVED_AMOUNT);
        keys_read(reader, value, keys, sizeof keys / sizeof *keys, NULL);
        return;
    }
    if (value->kind != VALUE_STRING) {
        keys_refuse(
            reader, value,
            "unreserved: found %s; expected limit, zero, fail, or amounts such as {cpu: 100m, "
            "memory: 128Mi}",
            value->kind == VALUE_MAP ? "an empty map" : value_kind_name(value->kind));
        return;
    }
    int word = keys_word(reader, value, words, sizeof words / sizeof *words);
    if (word >= 0)
        builder_unreserved(reader->builder, policies[word]);
}

/* ---- scenarios */

struct scenario_entry {
    const char *name;
    const char *const *lose;
    int32_t lose_count;
};

static void read_scenario_name(struct keys_reader *reader, const struct value *value, void *context)
{
    keys_text(reader, value, &((struct scenario_entry *)context)->name);
}

static void read_scenario_lose(struct keys_reader *reader, const struct value *value, void *context)
{
    struct scenario_entry *entry = context;
    if (!keys_texts(reader, value, &entry->lose, &entry->lose_count))
        entry->lose_count = 0;
}

/* *first_at is the first scenario of each name. */
static void add_scenario(struct keys_reader *reader, const struct value *item,
                         const struct scenario_entry *entry, struct intern *names)
{
    if (!value_get(item, "name")) {
        keys_refuse(reader, item, "scenarios: found a scenario without name; expected one");
        return;
    }
    if (!value_get(item, "lose")) {
        keys_refuse(
            reader, item,
            "scenarios: found a scenario without lose; expected what is lost, such as [east]");
        return;
    }
    if (!entry->name || entry->lose_count == 0)
        return;
    int32_t known = intern_count(names);
    if (intern_add(names, entry->name, strlen(entry->name)) != known) {
        keys_refuse(reader, item,
                    "duplicate scenario: found \"%.150s\" again; expected each name once",
                    entry->name);
        return;
    }
    struct origin origin = keys_origin(reader, item);
    builder_scenario(reader->builder, entry->name, entry->lose, entry->lose_count, &origin);
}

static void read_scenarios(struct keys_reader *reader, const struct value *value, void *context)
{
    static const struct key keys[] = {{"name", read_scenario_name}, {"lose", read_scenario_lose}};
    (void)context;
    if (value->kind != VALUE_LIST) {
        keys_refuse(
            reader, value,
            "scenarios: found %s; expected a list such as [{name: lose the east, lose: [east]}]",
            value_kind_name(value->kind));
        return;
    }
    struct intern *names = intern_new();
    for (const struct value *item = value->first; item; item = item->next) {
        struct scenario_entry entry = {NULL, NULL, 0};
        if (keys_read(reader, item, keys, sizeof keys / sizeof *keys, &entry))
            add_scenario(reader, item, &entry, names);
    }
    intern_free(names);
}

/* ---- the file */

static void set_defaults(struct estate_file *file)
{
    static const char *const stack_keys[] = {"app.kubernetes.io/part-of",
                                             "app.kubernetes.io/instance", "namespace"};
    static const char *const environment_keys[] = {"environment", "env"};
    static const char *const failover_keys[] = {"muster.failover-replicas"};
    memset(file, 0, sizeof *file);
    file->settings.stack_keys = stack_keys;
    file->settings.stack_key_count = sizeof stack_keys / sizeof *stack_keys;
    file->settings.environment_keys = environment_keys;
    file->settings.environment_key_count = sizeof environment_keys / sizeof *environment_keys;
    file->settings.failover_keys = failover_keys;
    file->settings.failover_key_count = sizeof failover_keys / sizeof *failover_keys;
}

static void set_default_platform(struct builder *builder)
{
    static const char *const patterns[] = {"kube-system", "kube-public", "kube-node-lease"};
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++)
        builder_platform(builder, patterns[i]);
}

static void read_root(struct keys_reader *reader, const struct value *root)
{
    static const struct key keys[] = {
        {"muster", read_version},
        {"name", read_name},
        {"critical_tier", read_critical_tier},
        {"tiers", read_tiers},
        {"headroom", read_all_headroom},
        {"unreserved", read_unreserved},
        {"max_age", read_max_age},
        {"lend", read_lend},
        {"stack_key", read_stack_key},
        {"environment_key", read_environment_key},
        {"failover_key", read_failover_key},
        {"platform", read_platform},
        {"scenarios", read_scenarios},
        {"clusters", keys_clusters},
        {"sources", read_all_sources},
        {"stacks", read_stacks},
    };
    if (estate_json_is(root)) {
        estate_json_read(reader, root);
        return;
    }
    if (!keys_read(reader, root, keys, sizeof keys / sizeof *keys, NULL))
        return;
    if (!value_get(root, "muster"))
        keys_refuse(reader, root,
                    "missing key: found no \"muster\"; expected muster: 1, the version of "
                    "this format");
    if (!value_get(root, "clusters"))
        keys_refuse(reader, root,
                    "missing key: found no \"clusters\"; expected a list of clusters");
    if (!value_get(root, "platform"))
        set_default_platform(reader->builder);
}

bool estate_file_read(const char *path, const char *folder, struct arena *arena,
                      struct builder *builder, struct error_list *errors, struct estate_file *ret)
{
    struct error error;
    size_t before = errors->total;
    set_defaults(ret);
    struct document *document = document_read(path, &error);
    if (!document) {
        error_list_add(errors, &error);
        return false;
    }
    struct keys_reader reader = {
        document, arena_strdup(arena, path), folder, arena, builder, errors, ret};
    size_t roots = document_root_count(document);
    if (roots != 1) {
        error_set(&error, ERROR_INPUT, "found %zu documents; expected one", roots);
        error_at(&error, path, 0, 0);
        error_list_add(errors, &error);
    } else {
        read_root(&reader, document_root(document, 0));
    }
    document_free(document);
    return errors->total == before;
}
