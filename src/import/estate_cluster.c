/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `clusters` of muster.yaml. */
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "document/document.h"
#include "import/estate_json_parts.h"
#include "import/timestamp.h"

struct cluster_entry {
    int32_t cluster; /* -1 = it could not be added; its other keys are checked all the same */
    enum orchestrator orchestrator;
    struct source_refs sources;
    bool managers_work, registry_works;
};

static void skip(struct keys_reader *reader, const struct value *value, void *context)
{
    (void)reader;
    (void)value;
    (void)context;
}

static void read_role(struct keys_reader *reader, const struct value *value, void *context)
{
    static const char *const words[] = {"active", "standby-hot", "standby-cold"};
    static const enum cluster_role roles[] = {ROLE_ACTIVE, ROLE_STANDBY_HOT, ROLE_STANDBY_COLD};
    const struct cluster_entry *entry = context;
    int word = keys_word(reader, value, words, sizeof words / sizeof *words);
    if (word >= 0)
        builder_cluster_role(reader->builder, entry->cluster, roles[word]);
}

static void read_region(struct keys_reader *reader, const struct value *value, void *context)
{
    const struct cluster_entry *entry = context;
    const char *region;
    if (keys_text(reader, value, &region))
        builder_cluster_region(reader->builder, entry->cluster, region);
}

static void read_environment(struct keys_reader *reader, const struct value *value, void *context)
{
    const struct cluster_entry *entry = context;
    const char *environment;
    if (keys_text(reader, value, &environment))
        builder_cluster_environment(reader->builder, entry->cluster, environment);
}

static void read_captured(struct keys_reader *reader, const struct value *value, void *context)
{
    const struct cluster_entry *entry = context;
    const char *text;
    int64_t seconds;
    if (!keys_text(reader, value, &text))
        return;
    if (timestamp_parse(text, &seconds))
        builder_cluster_captured(reader->builder, entry->cluster, seconds);
    else
        keys_refuse(reader, value,
                    "captured: found \"%.60s\"; expected a time such as 2026-11-20T09:00:00Z",
                    text);
}

static void read_cluster_headroom(struct keys_reader *reader, const struct value *value,
                                  void *context)
{
    const struct cluster_entry *entry = context;
    keys_headrooms(reader, value, entry->cluster);
}

static void read_reserved(struct keys_reader *reader, const struct value *value, void *context)
{
    const struct cluster_entry *entry = context;
    if (entry->orchestrator == ORCHESTRATOR_KUBERNETES) {
        keys_refuse_key(
            reader, value,
            "system_reserved: found it on a cluster of orchestrator kubernetes; expected it "
            "on swarm, mke and csv only: allocatable of Kubernetes has it off already");
        return;
    }
    if (value->kind != VALUE_MAP) {
        keys_refuse(reader, value,
                    "system_reserved: found %s; expected a map such as {cpu: 500m, memory: 1Gi}",
                    value_kind_name(value->kind));
        return;
    }
    for (const struct value *child = value->first; child; child = child->next) {
        int32_t resource = keys_resource(reader, child);
        int64_t amount;
        if (resource >= 0 && keys_quantity(reader, child, child->key, &amount))
            builder_cluster_reserved(reader->builder, entry->cluster, resource, amount);
    }
}

static void read_own_sources(struct keys_reader *reader, const struct value *value, void *context)
{
    struct cluster_entry *entry = context;
    keys_sources(reader, value, &entry->sources);
}

static void read_partial(struct keys_reader *reader, const struct value *value, void *context)
{
    const struct cluster_entry *entry = context;
    if (shown_flag(reader, value->parent, "partial", false))
        builder_cluster_partial(reader->builder, entry->cluster);
}

static void read_name_spaces(struct keys_reader *reader, const struct value *value, void *context)
{
    const struct cluster_entry *entry = context;
    shown_name_spaces(reader, value->parent, entry->cluster);
}

static void read_quotas(struct keys_reader *reader, const struct value *value, void *context)
{
    static const struct key keys[] = {
        {"quota", skip}, {"namespace", skip}, {"resource", skip}, {"limit", skip}, {"hard", skip}};
    const struct cluster_entry *entry = context;
    for (const struct value *item = shown_list(reader, value->parent, "quotas"); item;
         item = item->next) {
        struct origin origin = keys_origin(reader, item);
        const struct value *hard = value_get(item, "hard");
        if (!keys_read(reader, item, keys, sizeof keys / sizeof *keys, NULL))
            continue;
        struct quota quota = {.cluster_ix = entry->cluster,
                              .name = shown_name(reader, item, "quota"),
                              .name_space = shown_name(reader, item, "namespace"),
                              .is_limit = shown_flag(reader, item, "limit", false)};
        const char *resource = shown_name(reader, item, "resource");
        quota.resource = builder_resource(reader->builder, resource, &origin);
        if (!hard)
            keys_refuse(reader, item, "quotas: found no hard; expected a quantity");
        else if (quota.is_limit && quota.resource == RESOURCE_PODS)
            keys_refuse(reader, item, "quotas: found a limit of pods; expected a number of pods");
        else if (keys_quantity(reader, hard, resource, &quota.hard))
            builder_quota(reader->builder, &quota, &origin);
    }
}

static void read_budgets(struct keys_reader *reader, const struct value *value, void *context)
{
    const struct cluster_entry *entry = context;
    shown_budgets(reader, value->parent, entry->cluster);
}

/* Managers and registry (MSR) nodes of mke take no services unless it says so. */
static void read_workloads_on(struct keys_reader *reader, const struct value *value, void *context)
{
    struct cluster_entry *entry = context;
    const char *const *words;
    int32_t count;
    if (entry->orchestrator != ORCHESTRATOR_MKE) {
        keys_refuse_key(
            reader, value,
            "workloads_on: found it on a cluster that is not of orchestrator mke; expected "
            "it on mke only: managers of a swarm take workloads as their availability says");
        return;
    }
    if (!keys_texts(reader, value, &words, &count))
        return;
    for (int32_t i = 0; i < count; i++) {
        if (strcmp(words[i], "managers") == 0)
            entry->managers_work = true;
        else if (strcmp(words[i], "registry") == 0)
            entry->registry_works = true;
        else
            keys_refuse(reader, value,
                        "workloads_on: found \"%.60s\"; expected managers, registry or both",
                        words[i]);
    }
}

/* Name and orchestrator come first, for the other keys need the cluster. */
static void start_cluster(struct keys_reader *reader, const struct value *map,
                          struct cluster_entry *entry)
{
    static const char *const words[] = {"kubernetes", "swarm", "mke", "csv"};
    static const enum orchestrator kinds[] = {ORCHESTRATOR_KUBERNETES, ORCHESTRATOR_SWARM,
                                              ORCHESTRATOR_MKE, ORCHESTRATOR_CSV};
    const struct value *name = value_get(map, "name");
    const struct value *kind = value_get(map, "orchestrator");
    const char *text = NULL;
    entry->cluster = -1;
    entry->orchestrator = ORCHESTRATOR_CSV;
    if (!name)
        keys_refuse(reader, map, "clusters: found a cluster without name; expected one");
    if (!kind)
        keys_refuse(
            reader, map,
            "clusters: found a cluster without orchestrator; expected kubernetes, swarm, mke or "
            "csv");
    bool named = name && keys_text(reader, name, &text);
    int word = kind ? keys_word(reader, kind, words, sizeof words / sizeof *words) : -1;
    if (word >= 0)
        entry->orchestrator = kinds[word];
    if (!named || word < 0)
        return;
    struct origin origin = keys_origin(reader, name);
    entry->cluster = builder_cluster(reader->builder, text, entry->orchestrator, &origin);
}

void keys_clusters(struct keys_reader *reader, const struct value *value, void *context)
{
    static const struct key keys[] = {
        {"name", skip},
        {"orchestrator", skip},
        {"role", read_role},
        {"region", read_region},
        {"environment", read_environment},
        {"captured", read_captured},
        {"headroom", read_cluster_headroom},
        {"system_reserved", read_reserved},
        {"sources", read_own_sources},
        {"workloads_on", read_workloads_on},
        {"partial", read_partial},
        {"namespaces", read_name_spaces},
        {"quotas", read_quotas},
        {"budgets", read_budgets},
    };
    (void)context;
    if (value->kind != VALUE_LIST || value->count == 0) {
        keys_refuse(reader, value, "clusters: found %s; expected a list of at least one cluster",
                    value->kind == VALUE_LIST ? "an empty list" : value_kind_name(value->kind));
        return;
    }
    struct cluster_sources *with_sources =
        ARENA_NEW(reader->arena, value->count, struct cluster_sources);
    int32_t count = 0;
    for (const struct value *item = value->first; item; item = item->next) {
        struct cluster_entry entry = {.cluster = -1};
        if (item->kind == VALUE_MAP)
            start_cluster(reader, item, &entry);
        keys_read(reader, item, keys, sizeof keys / sizeof *keys, &entry);
        if (entry.cluster >= 0 && entry.sources.count > 0) {
            with_sources[count].cluster = entry.cluster;
            with_sources[count].managers_work = entry.managers_work;
            with_sources[count].registry_works = entry.registry_works;
            with_sources[count++].sources = entry.sources;
        }
    }
    reader->ret->clusters = with_sources;
    reader->ret->cluster_count = count;
}
