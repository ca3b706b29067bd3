/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an importer may ask the builder about facts of other sources. */
#include <assert.h>

#include "base/text.h"
#include "estate/builder_data.h"

int32_t builder_node_cluster(const struct builder *builder, int32_t node)
{
    assert(node >= 0 && (size_t)node < builder->nodes.count);
    return builder->nodes.items[node].cluster;
}

bool builder_node_amount(const struct builder *builder, int32_t node, int32_t resource,
                         int64_t *ret)
{
    bool is_said = false;
    for (size_t i = 0; i < builder->allocatable.count; i++) {
        const struct amount_fact *fact = &builder->allocatable.items[i];
        if (fact->owner == node && fact->resource == resource) {
            *ret = fact->value;
            is_said = true;
        }
    }
    return is_said;
}

int64_t builder_cluster_reserved_amount(const struct builder *builder, int32_t cluster,
                                        int32_t resource)
{
    int64_t value = 0;
    for (size_t i = 0; i < builder->reserved.count; i++) {
        const struct amount_fact *fact = &builder->reserved.items[i];
        if (fact->owner == cluster && fact->resource == resource)
            value = fact->value;
    }
    return value;
}

static bool is_platform(const struct builder *builder, const struct stack_fact *stack)
{
    for (size_t i = 0; i < builder->platform.count; i++)
        if (text_glob(builder->platform.items[i], stack->name) ||
            text_glob(builder->platform.items[i], stack->name_space))
            return true;
    return false;
}

bool builder_node_runs(const struct builder *builder, int32_t node, enum orchestrator family)
{
    for (size_t i = 0; i < builder->placements.count; i++) {
        const struct placement_fact *fact = &builder->placements.items[i];
        const struct workload_fact *workload = &builder->workloads.items[fact->workload];
        const struct stack_fact *stack = &builder->stacks.items[workload->stack];
        if (fact->node == node && stack->family == family && !workload->is_daemon &&
            !is_platform(builder, stack))
            return true;
    }
    return false;
}
