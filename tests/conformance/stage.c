/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "conformance/stage.h"

#include <string.h>

#include "base/arena.h"
#include "import/kubernetes/pods/pod_placement.h"
#include "import/kubernetes/pods/pod_rule.h"

static struct node read_node(struct stage *stage, const struct value *value)
{
    const struct value *metadata = value_get(value, "metadata");
    const struct value *taints = value_path(value, "spec", "taints", (char *)NULL);
    struct taint *made = ARENA_NEW(stage->reading.arena, taints ? taints->count : 0, struct taint);
    struct node node = {.name = value_text(value, value_text(value_get(metadata, "name"), "")),
                        .os = "",
                        .arch = "",
                        .zone = "",
                        .is_schedulable = true,
                        .is_ready = true,
                        .taints = made};
    (void)labels_read(&stage->reading, value_get(metadata, "labels"), &node.labels,
                      &node.label_count);
    for (const struct value *item = taints ? taints->first : NULL; item; item = item->next)
        (void)taint_read(&stage->reading, item, &made[node.taint_count++]);
    return node;
}

static struct pod_view read_pod(struct stage *stage, const struct value *value)
{
    const struct value *metadata = value_get(value, "metadata");
    const struct value *spec = value_get(value, "spec");
    const char *bound = value_text(value_get(spec, "nodeName"), "");
    struct pod_rule *rule = ARENA_NEW(stage->reading.arena, 1, struct pod_rule);
    struct rule *node_rule = ARENA_NEW(stage->reading.arena, 1, struct rule);
    struct pod_view pod = {.name_space = value_text(value_get(metadata, "namespace"), ""),
                           .rule = rule,
                           .node_rule = node_rule,
                           .node_ix = -1,
                           .is_terminating = value_get(metadata, "deletionTimestamp") != NULL};
    (void)labels_read(&stage->reading, value_get(metadata, "labels"), &pod.labels,
                      &pod.label_count);
    (void)pod_rule_read(&stage->reading, value, pod.name_space, rule);
    (void)node_rule_read(&stage->reading, spec, false, node_rule);
    for (int32_t i = 0; i < stage->scene.node_count && bound[0]; i++)
        if (strcmp(stage->scene.nodes[i].name, bound) == 0)
            pod.node_ix = i;
    return pod;
}

static void set_stage(struct stage *stage, const struct value *input)
{
    struct arena *arena = stage->reading.arena;
    const struct value *one = value_get(input, "node"), *nodes = value_get(input, "nodes");
    const struct value *pods = value_get(input, "existing_pods");
    const struct value *spaces = value_get(input, "namespaces");
    struct node *node_list = ARENA_NEW(arena, nodes ? nodes->count : 1, struct node);
    struct pod_view *pod_list = ARENA_NEW(arena, pods ? pods->count : 0, struct pod_view);
    struct name_space_view *space_list =
        ARENA_NEW(arena, spaces ? spaces->count : 0, struct name_space_view);
    stage->scene.nodes = node_list;
    stage->scene.pods = pod_list;
    stage->scene.name_spaces = space_list;
    if (one)
        node_list[stage->scene.node_count++] = read_node(stage, one);
    for (const struct value *item = nodes ? nodes->first : NULL; item; item = item->next)
        node_list[stage->scene.node_count++] = read_node(stage, item);
    for (const struct value *item = pods ? pods->first : NULL; item; item = item->next)
        pod_list[stage->scene.pod_count++] = read_pod(stage, item);
    for (const struct value *item = spaces ? spaces->first : NULL; item; item = item->next) {
        struct name_space_view *space = &space_list[stage->scene.name_space_count++];
        const struct value *metadata = value_get(item, "metadata");
        space->name = value_text(value_get(metadata, "name"), "");
        (void)labels_read(&stage->reading, value_get(metadata, "labels"), &space->labels,
                          &space->label_count);
    }
    stage->pod = read_pod(stage, value_get(input, "pod"));
}

struct stage *stage_new(const struct value *vector)
{
    struct arena *arena = arena_new();
    struct stage *stage = ARENA_NEW(arena, 1, struct stage);
    stage->reading = (struct reading){arena, NULL, &stage->errors};
    set_stage(stage, value_get(vector, "input"));
    return stage;
}

enum outcome stage_end(struct stage *stage, const struct buf *why)
{
    arena_free(stage->reading.arena);
    return vector_outcome(why);
}
