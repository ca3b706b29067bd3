/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Findings about clusters and nodes, and replicas that no node could hold. */
#include "base/intern.h"
#include "estate/key.h"
#include "estate/lint/lint.h"
#include "estate/total.h"

/* ---- clusters */

static bool is_reserved_somewhere(const struct seal *seal, int32_t resource)
{
    for (int32_t w = 0; w < seal->estate->workload_count; w++)
        if (estate_reservation(seal->estate, w, resource) > 0)
            return true;
    return false;
}

static void lint_unlimited(struct seal *seal, int32_t cluster_ix, int32_t resource,
                           const char *code)
{
    const struct cluster *cluster = &seal->clusters[cluster_ix];
    int32_t count = 0;
    for (int32_t n = 0; n < cluster->node_count; n++)
        if (estate_unlimited(seal->estate, cluster->first_node + n, resource))
            count++;
    if (count > 0)
        seal_finding(seal, SEVERITY_INFO, code, cluster_ix, -1, -1,
                     "%d of %d nodes name no %s: it is unlimited there", count, cluster->node_count,
                     seal->estate->resources[resource].name);
}

/* Nodes that people cordoned or drained take nothing either, but that is meant to be. */
static void lint_ready(struct seal *seal, int32_t cluster_ix)
{
    const struct cluster *cluster = &seal->clusters[cluster_ix];
    struct lint_list names = {.count = 0};
    for (int32_t n = cluster->first_node; n < cluster->first_node + cluster->node_count; n++)
        if (!seal->nodes[n].is_ready)
            lint_list_add(&names, seal->nodes[n].name);
    if (names.count > 0)
        seal_finding(seal, SEVERITY_WARNING, "not-ready-node", cluster_ix, -1, -1,
                     "%d of %d nodes are not ready and take nothing new: %s", names.count,
                     (int)cluster->node_count, names.text.data);
    lint_list_release(&names);
}

static void lint_cluster(struct seal *seal, int32_t cluster_ix, bool storage_counts)
{
    const struct cluster *cluster = &seal->clusters[cluster_ix];
    if (cluster->is_partial)
        seal_finding(seal, SEVERITY_WARNING, "partial-snapshot", cluster_ix, -1, -1,
                     "pods run on nodes that are not in the node list: the snapshot is partial");
    if (!cluster->has_captured)
        seal_finding(seal, SEVERITY_INFO, "no-captured", cluster_ix, -1, -1,
                     "the estate does not say when its sources were captured");
    if (cluster->node_count == 0)
        seal_finding(seal, SEVERITY_WARNING, "no-nodes", cluster_ix, -1, -1,
                     "no source gives it a node: it can take nothing");
    if (cluster->node_count > 0 && cluster->stack_count == 0 && cluster->role == ROLE_ACTIVE)
        seal_finding(seal, SEVERITY_INFO, "no-workloads", cluster_ix, -1, -1,
                     "it is active and has nodes (%d), but no source says what runs there",
                     (int)cluster->node_count);
    lint_ready(seal, cluster_ix);
    lint_unlimited(seal, cluster_ix, RESOURCE_PODS, "unlimited-pods");
    if (storage_counts)
        lint_unlimited(seal, cluster_ix, RESOURCE_EPHEMERAL, "unlimited-ephemeral-storage");
}

/* A resource that only `headroom` names may be misspelt there. */
static void lint_headroom(struct seal *seal)
{
    const struct builder *builder = seal->builder;
    bool *is_told = ARENA_NEW(seal->scratch, seal->estate->resource_count, bool);
    for (size_t i = 0; i < builder->headroom.count; i++) {
        const struct headroom_fact *fact = &builder->headroom.items[i];
        if (fact->resource < RESOURCE_FIXED_COUNT || seal->resource_named[fact->resource] ||
            is_told[fact->resource])
            continue;
        is_told[fact->resource] = true;
        seal_finding(seal, SEVERITY_WARNING, "unused-headroom", fact->owner, -1, -1,
                     "headroom names the resource " NAME ", which no node and no workload has",
                     seal->estate->resources[fact->resource].name);
    }
}

void lint_clusters(struct seal *seal)
{
    bool storage_counts = is_reserved_somewhere(seal, RESOURCE_EPHEMERAL);
    lint_headroom(seal);
    for (int32_t c = 0; c < seal->estate->cluster_count; c++)
        lint_cluster(seal, c, storage_counts);
}

/* ---- nodes */

/* What new replicas could use of a resource if the node were empty. */
static int64_t usable(const struct seal *seal, int32_t node_ix, int32_t resource)
{
    const struct cluster *cluster = &seal->clusters[seal->nodes[node_ix].cluster_ix];
    int64_t allocatable = estate_allocatable(seal->estate, node_ix, resource);
    return allocatable - headroom_amount(cluster->headroom[resource], allocatable);
}

static void lint_node(struct seal *seal, int32_t node_ix, const int64_t *reserved)
{
    struct buf text;
    buf_init(&text);
    for (int32_t r = 0; r < seal->estate->resource_count; r++) {
        if (estate_unlimited(seal->estate, node_ix, r) || reserved[r] <= usable(seal, node_ix, r))
            continue;
        const struct resource *resource = &seal->estate->resources[r];
        int64_t has = estate_allocatable(seal->estate, node_ix, r);
        char used[AMOUNT_TEXT_SIZE], all[AMOUNT_TEXT_SIZE], kept[AMOUNT_TEXT_SIZE];
        buf_format(&text, "%s%.100s: %s reserved of %s allocatable", text.length > 0 ? "; " : "",
                   resource->name, resource_amount_text(resource->unit, reserved[r], used),
                   resource_amount_text(resource->unit, has, all));
        if (usable(seal, node_ix, r) < has)
            buf_format(&text, " less %s headroom",
                       resource_amount_text(resource->unit, has - usable(seal, node_ix, r), kept));
    }
    if (text.length > 0)
        seal_finding(seal, SEVERITY_WARNING, "over-committed-node", seal->nodes[node_ix].cluster_ix,
                     -1, node_ix, "%s", text.data);
    buf_release(&text);
}

void lint_nodes(struct seal *seal)
{
    size_t width = (size_t)seal->estate->resource_count;
    size_t size = (size_t)seal->estate->node_count * width;
    int64_t *reserved = ARENA_NEW(seal->scratch, size, int64_t);
    total_reserved(seal->estate, reserved);
    for (int32_t n = 0; n < seal->estate->node_count; n++)
        lint_node(seal, n, reserved + (size_t)n * width);
}

/* ---- replicas that are too large. Equal nodes are looked at once. */

struct shapes {
    const int32_t *nodes; /* one node of each shape of the cluster */
    int32_t count;
    int64_t *most; /* [resource_count] the most usable of any node; -1 = unlimited */
};

static struct shapes find_shapes(struct seal *seal, const struct cluster *cluster)
{
    size_t width = (size_t)seal->estate->resource_count;
    int32_t *nodes = ARENA_NEW(seal->scratch, cluster->node_count, int32_t);
    struct shapes shapes = {nodes, 0, ARENA_NEW(seal->scratch, width, int64_t)};
    struct intern *keys = intern_new();
    for (int32_t i = 0; i < cluster->node_count; i++) {
        int32_t n = cluster->first_node + i;
        buf_clear(seal->builder->key);
        for (size_t r = 0; r < width; r++) {
            bool unlimited = estate_unlimited(seal->estate, n, (int32_t)r);
            int64_t value = unlimited ? -1 : usable(seal, n, (int32_t)r);
            buf_add(seal->builder->key, (const char *)&value, sizeof value);
            if (unlimited)
                shapes.most[r] = -1;
            else if (shapes.most[r] >= 0 && value > shapes.most[r])
                shapes.most[r] = value;
        }
        if (intern_add(keys, seal->builder->key->data, seal->builder->key->length) == shapes.count)
            nodes[shapes.count++] = n;
    }
    intern_free(keys);
    return shapes;
}

/* Is there a node that holds one replica when it is empty? *budget bounds the nodes looked at. */
static bool has_room(const struct seal *seal, const struct shapes *shapes, int32_t workload_ix,
                     int64_t *budget)
{
    int32_t width = seal->estate->resource_count;
    for (int32_t r = 0; r < width; r++)
        if (shapes->most[r] >= 0 &&
            estate_reservation(seal->estate, workload_ix, r) > shapes->most[r])
            return false;
    for (int32_t i = 0; i < shapes->count; i++) {
        int32_t n = shapes->nodes[i], r = 0;
        if ((*budget)-- <= 0)
            return true;
        while (r < width &&
               (estate_unlimited(seal->estate, n, r) ||
                estate_reservation(seal->estate, workload_ix, r) <= usable(seal, n, r)))
            r++;
        if (r == width)
            return true;
    }
    return false;
}

static void report_size(struct seal *seal, int32_t workload_ix)
{
    const struct workload *workload = &seal->workloads[workload_ix];
    struct buf text;
    buf_init(&text);
    for (int32_t r = 0; r < seal->estate->resource_count; r++) {
        const struct resource *resource = &seal->estate->resources[r];
        int64_t value = estate_reservation(seal->estate, workload_ix, r);
        char amount[AMOUNT_TEXT_SIZE];
        if (r != RESOURCE_PODS && value > 0)
            buf_format(&text, ", %.100s %s", resource->name,
                       resource_amount_text(resource->unit, value, amount));
    }
    seal_finding(seal, SEVERITY_WARNING, "oversized-replica",
                 seal->stacks[workload->stack_ix].cluster_ix, workload->stack_ix, -1,
                 "workload %.150s: no node of its cluster could hold a replica even when empty%s",
                 workload->name, text.data);
    buf_release(&text);
}

void lint_sizes(struct seal *seal)
{
    /* Comparisons of a replica with a shape of node. Real estates need a few for each workload;
     * past this many (input made to be slow) what is left counts as fitting. */
    int64_t budget = 20000000;
    for (int32_t c = 0; c < seal->estate->cluster_count; c++) {
        const struct cluster *cluster = &seal->clusters[c];
        if (cluster->node_count == 0)
            continue;
        struct shapes shapes = find_shapes(seal, cluster);
        for (int32_t s = cluster->first_stack; s < cluster->first_stack + cluster->stack_count; s++)
            for (int32_t i = 0; i < seal->stacks[s].workload_count; i++) {
                int32_t w = seal->stacks[s].first_workload + i;
                const struct workload *workload = &seal->workloads[w];
                if (!seal->stacks[s].is_platform &&
                    (workload->replicas > 0 || workload->is_daemon) &&
                    !has_room(seal, &shapes, w, &budget))
                    report_size(seal, w);
            }
    }
}
