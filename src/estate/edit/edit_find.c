/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names in changes to handles; what names nothing is an error with the nearest name. */
#include <stdlib.h>
#include <string.h>

#include "estate/builder_data.h"
#include "estate/edit/edit.h"
#include "estate/suggest.h"

/* Past the cap of errors a suggestion is not worth its time. */
static bool can_tell(struct builder *builder)
{
    if (builder->errors->count < ERROR_LIST_MAX)
        return true;
    builder->errors->total++;
    return false;
}

int32_t edit_cluster(struct builder *builder, const char *name, const struct origin *origin)
{
    int32_t cluster = builder_find_cluster(builder, name);
    if (cluster >= 0 || !can_tell(builder))
        return cluster;
    char end[SUGGEST_SIZE];
    const char **names = ARENA_NEW(builder->arena, builder->clusters.count, const char *);
    for (size_t i = 0; i < builder->clusters.count; i++)
        names[i] = builder->clusters.items[i].name;
    builder_error(builder, origin, "unknown cluster: found " NAME "; %s", name,
                  suggest(name, names, builder->clusters.count, end));
    return -1;
}

int32_t edit_node(struct builder *builder, int32_t cluster, const char *name,
                  const struct origin *origin)
{
    if (cluster < 0)
        return -1;
    int32_t node = builder_find_node(builder, cluster, name);
    if (node >= 0 || !can_tell(builder))
        return node;
    char end[SUGGEST_SIZE];
    const char **names = ARENA_NEW(builder->arena, builder->nodes.count, const char *);
    size_t count = 0;
    for (size_t i = 0; i < builder->nodes.count; i++)
        if (builder->nodes.items[i].cluster == cluster)
            names[count++] = builder->nodes.items[i].name;
    builder_error(builder, origin, "unknown node: found " NAME " in cluster " NAME "; %s", name,
                  builder->clusters.items[cluster].name, suggest(name, names, count, end));
    return -1;
}

/* ---- stacks */

static bool matches(const struct builder *builder, size_t stack, const char *name,
                    const char *cluster, const char *name_space)
{
    const struct stack_fact *fact = &builder->stacks.items[stack];
    return strcmp(fact->name, name) == 0 &&
           (!cluster || strcmp(builder->clusters.items[fact->cluster].name, cluster) == 0) &&
           (!name_space || strcmp(fact->name_space, name_space) == 0);
}

/* How many stacks match, and the first of them. */
static int32_t count_matches(const struct builder *builder, const char *name, const char *cluster,
                             const char *name_space, int32_t *ret_first)
{
    int32_t count = 0;
    for (size_t i = 0; i < builder->stacks.count; i++)
        if (matches(builder, i, name, cluster, name_space) && count++ == 0)
            *ret_first = (int32_t)i;
    return count;
}

/* A name with slashes that no stack has is a path: CLUSTER/STACK, CLUSTER/NAMESPACE/STACK. */
static struct edit_name split(struct builder *builder, const struct edit_name *name)
{
    struct edit_name parts = *name;
    const char *slash = strchr(name->stack, '/');
    int32_t first = -1;
    if (!slash || name->cluster ||
        count_matches(builder, name->stack, NULL, name->name_space, &first) > 0)
        return parts;
    const char *last = strrchr(name->stack, '/');
    parts.cluster = arena_strndup(builder->arena, name->stack, (size_t)(slash - name->stack));
    parts.stack = last + 1;
    if (last > slash && !name->name_space)
        parts.name_space = arena_strndup(builder->arena, slash + 1, (size_t)(last - slash - 1));
    return parts;
}

static void refuse_several(struct builder *builder, const struct edit_name *parts,
                           const struct origin *origin)
{
    enum { SHOWN = 6 };
    const char *list = "";
    int shown = 0;
    for (size_t i = 0; i < builder->stacks.count && shown < SHOWN; i++) {
        const struct stack_fact *fact = &builder->stacks.items[i];
        if (!matches(builder, i, parts->stack, parts->cluster, parts->name_space))
            continue;
        list = arena_format(builder->arena, "%s%s%s%s%s/%s", list, shown++ ? ", " : "",
                            builder->clusters.items[fact->cluster].name,
                            fact->name_space[0] ? "/" : "", fact->name_space, fact->name);
    }
    builder_error(builder, origin,
                  "ambiguous stack: found " NAME
                  "; expected a cluster or namespace with it, to name one of %.300s",
                  parts->stack, list);
}

static void refuse_unknown(struct builder *builder, const struct edit_name *parts,
                           const struct origin *origin)
{
    int32_t first = -1;
    char end[SUGGEST_SIZE];
    if (!can_tell(builder) || (parts->cluster && edit_cluster(builder, parts->cluster, origin) < 0))
        return;
    if (count_matches(builder, parts->stack, NULL, NULL, &first) > 0) {
        const struct stack_fact *fact = &builder->stacks.items[first];
        builder_error(builder, origin,
                      "unknown stack: found " NAME " in cluster " NAME
                      "; expected a cluster and namespace that have it, such as %.150s%s%.150s",
                      parts->stack, parts->cluster ? parts->cluster : "any",
                      builder->clusters.items[fact->cluster].name, fact->name_space[0] ? "/" : "",
                      fact->name_space);
        return;
    }
    const char **names = ARENA_NEW(builder->arena, builder->stacks.count, const char *);
    for (size_t i = 0; i < builder->stacks.count; i++)
        names[i] = builder->stacks.items[i].name;
    builder_error(builder, origin, "unknown stack: found " NAME "; %s", parts->stack,
                  suggest(parts->stack, names, builder->stacks.count, end));
}

int32_t edit_stack(struct builder *builder, const struct edit_name *name,
                   const struct origin *origin)
{
    struct edit_name parts = split(builder, name);
    int32_t first = -1;
    int32_t count = count_matches(builder, parts.stack, parts.cluster, parts.name_space, &first);
    if (count == 1)
        return first;
    if (count == 0)
        refuse_unknown(builder, &parts, origin);
    else
        refuse_several(builder, &parts, origin);
    return -1;
}

bool edit_stacks(struct builder *builder, struct edit_name *name, const struct origin *origin)
{
    int32_t first = -1;
    *name = split(builder, name);
    if (count_matches(builder, name->stack, name->cluster, name->name_space, &first) > 0)
        return true;
    refuse_unknown(builder, name, origin);
    return false;
}

int32_t edit_workload(struct builder *builder, int32_t stack, const char *name,
                      const struct origin *origin)
{
    char end[SUGGEST_SIZE];
    const char **names = ARENA_NEW(builder->arena, builder->workloads.count, const char *);
    size_t count = 0;
    int32_t found = -1, matched = 0;
    if (stack < 0)
        return -1;
    for (size_t i = 0; i < builder->workloads.count; i++) {
        const struct workload_fact *fact = &builder->workloads.items[i];
        if (fact->stack != stack)
            continue;
        names[count++] = fact->name;
        if (name && strcmp(fact->name, name) != 0)
            continue;
        found = (int32_t)i;
        matched++;
    }
    if (matched == 1)
        return found;
    if (!can_tell(builder))
        return -1;
    const char *stack_name = builder->stacks.items[stack].name;
    if (!name)
        builder_error(builder, origin, "missing key: found no \"workload\" of stack " NAME "; %s",
                      stack_name, suggest("", names, count, end));
    else if (matched > 1)
        builder_error(builder, origin,
                      "ambiguous workload: stack " NAME " has %d of the name " NAME
                      ", of several kinds; expected one",
                      stack_name, (int)matched, name);
    else
        builder_error(builder, origin, "unknown workload: found " NAME " in stack " NAME "; %s",
                      name, stack_name, suggest(name, names, count, end));
    return -1;
}

/* ---- what a handle stands for */

const char *edit_stack_name(const struct builder *builder, int32_t stack)
{
    return builder->stacks.items[stack].name;
}

const char *edit_stack_name_space(const struct builder *builder, int32_t stack)
{
    return builder->stacks.items[stack].name_space;
}

int32_t edit_stack_cluster(const struct builder *builder, int32_t stack)
{
    return builder->stacks.items[stack].cluster;
}

const char *edit_workload_name(const struct builder *builder, int32_t workload)
{
    return builder->workloads.items[workload].name;
}

const char *edit_node_name(const struct builder *builder, int32_t node)
{
    return builder->nodes.items[node].name;
}

int32_t edit_workload_count(const struct builder *builder)
{
    return (int32_t)builder->workloads.count;
}
