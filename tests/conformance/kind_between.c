/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules between pods: parsed by import/pod_rule, judged by the evaluator. */
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "conformance/evaluator.h"
#include "conformance/kinds.h"
#include "conformance/stage.h"
#include "import/kubernetes/pods/pod_rule.h"
#include "import/reading.h"

/* ---- (anti-)affinity */

static void expect(const struct value *expected, const char *key, const char *found,
                   struct buf *why)
{
    const struct value *value = value_get(expected, key);
    const char *wanted = value ? value->text : found;
    if (strcmp(wanted, found) != 0)
        buf_format(why, "%s%s: found %s, expected %s", why->length ? "; " : "", key, found, wanted);
}

static void expect_affinity(const struct stage *stage, const struct value *expected,
                            int32_t node_ix, struct buf *why)
{
    static const char *const reasons[] = {"", "AffinityRulesNotMatch", "AntiAffinityRulesNotMatch",
                                          "ExistingAntiAffinityRulesNotMatch"};
    enum pod_affinity_fit fit = evaluator->affinity_fit(&stage->scene, &stage->pod, node_ix);
    expect(expected, "fits", fit == POD_AFFINITY_FITS ? "true" : "false", why);
    if (fit == POD_AFFINITY_FITS)
        return;
    expect(expected, "reason", reasons[fit], why);
    expect(expected, "code",
           fit == POD_AFFINITY_UNMET ? "UnschedulableAndUnresolvable" : "Unschedulable", why);
}

/* A pod that is refused: the error quotes what Kubernetes' own error quotes. */
static void expect_refused(const struct stage *stage, const char *text, struct buf *why)
{
    const char *quote = strchr(text, '"');
    if (!stage->errors.count || (quote && !strstr(stage->errors.items[0].text, quote)))
        buf_format(why, "found %s, expected an error with %s",
                   stage->errors.count ? stage->errors.items[0].text : "no error", text);
}

enum outcome kind_pod_affinity(const struct value *vector, struct buf *why)
{
    struct stage *stage = stage_new(vector);
    const struct value *expected = value_get(vector, "expected");
    const char *refused = vector_text(vector, "expected", "error_contains");
    if (refused)
        expect_refused(stage, refused, why);
    else
        expect_affinity(stage, expected, 0, why);
    return stage_end(stage, why);
}

static const struct value *expected_of_node(const struct value *vector, const struct node *node)
{
    return value_path(vector, "expected", "nodes", node->name, (char *)NULL);
}

enum outcome kind_pod_affinity_multi(const struct value *vector, struct buf *why)
{
    struct stage *stage = stage_new(vector);
    for (int32_t i = 0; i < stage->scene.node_count; i++) {
        const struct value *expected = expected_of_node(vector, &stage->scene.nodes[i]);
        if (expected)
            expect_affinity(stage, expected, i, why);
    }
    return stage_end(stage, why);
}

/* ---- spread */

enum outcome kind_topology_spread(const struct value *vector, struct buf *why)
{
    static const char *const codes[] = {"Success", "Unschedulable", "UnschedulableAndUnresolvable"};
    struct stage *stage = stage_new(vector);
    for (int32_t i = 0; i < stage->scene.node_count; i++) {
        const struct value *expected = expected_of_node(vector, &stage->scene.nodes[i]);
        const char *found = codes[evaluator->spread_fit(&stage->scene, &stage->pod, i)];
        if (expected && strcmp(expected->text, found) != 0)
            buf_format(why, "%s%s: found %s, expected %s", why->length ? "; " : "",
                       stage->scene.nodes[i].name, found, expected->text);
    }
    return stage_end(stage, why);
}

static void expect_count(const struct stage *stage, const struct value *expected, struct buf *why)
{
    const char *key = value_text(value_get(expected, "topologyKey"), "");
    const char *value = value_text(value_get(expected, "value"), "");
    const char *wanted = value_get(expected, "matching_pods")->text;
    struct buf found;
    bool agrees = false;
    buf_init(&found);
    /* Two constraints may have the same key; the source keeps one entry for both. */
    for (int32_t i = 0; i < stage->pod.rule->spread_count && !agrees; i++) {
        bool counts;
        int64_t count;
        if (strcmp(stage->pod.rule->spread[i].topology_key, key) != 0)
            continue;
        count = evaluator->spread_count(&stage->scene, &stage->pod, i, value, &counts);
        buf_clear(&found);
        buf_format(&found, "%lld", (long long)count);
        agrees = counts && strcmp(found.data, wanted) == 0;
    }
    if (!agrees)
        buf_format(why, "%s%s=%s: found %s, expected %s", why->length ? "; " : "", key, value,
                   found.data, wanted);
    buf_release(&found);
}

/* Every node of a domain that is not expected must not count. */
static void expect_no_more(const struct stage *stage, const struct value *list, struct buf *why)
{
    for (int32_t i = 0; i < stage->pod.rule->spread_count; i++)
        for (int32_t n = 0; n < stage->scene.node_count; n++) {
            const char *key = stage->pod.rule->spread[i].topology_key;
            const char *value = pod_node_label(&stage->scene.nodes[n], key);
            bool counts = false, is_expected = false;
            for (const struct value *item = list->first; item && value; item = item->next)
                is_expected |= strcmp(value_text(value_get(item, "topologyKey"), ""), key) == 0 &&
                               strcmp(value_text(value_get(item, "value"), ""), value) == 0;
            if (value)
                (void)evaluator->spread_count(&stage->scene, &stage->pod, i, value, &counts);
            if (counts && !is_expected)
                buf_format(why, "%s%s=%s counts, which was not expected", why->length ? "; " : "",
                           key, value);
        }
}

enum outcome kind_topology_counts(const struct value *vector, struct buf *why)
{
    struct stage *stage = stage_new(vector);
    const struct value *list = value_path(vector, "expected", "counts", (char *)NULL);
    for (const struct value *item = list ? list->first : NULL; item; item = item->next)
        expect_count(stage, item, why);
    if (list)
        expect_no_more(stage, list, why);
    return stage_end(stage, why);
}

/* ---- host ports */

/* The node has no name: all pods of the vector are on it. */
static struct pod_view read_ports(const struct reading *reading, const struct value *pod,
                                  bool *ret_is_read)
{
    struct pod_rule *rule = ARENA_NEW(reading->arena, 1, struct pod_rule);
    *ret_is_read &=
        host_ports_read(reading, value_get(pod, "spec"), &rule->ports, &rule->port_count);
    return (struct pod_view){.name_space = "", .rule = rule};
}

enum outcome kind_node_ports(const struct value *vector, struct buf *why)
{
    static struct error_list errors;
    struct arena *arena = arena_new();
    const struct reading reading = {arena, NULL, &errors};
    const struct value *input = value_get(vector, "input");
    const struct value *pods = value_get(input, "pods_on_node");
    const struct node node = {.name = "", .os = "", .arch = "", .zone = ""};
    struct pod_view *there = ARENA_NEW(arena, pods ? pods->count : 0, struct pod_view);
    struct pod_scene scene = {.nodes = &node, .node_count = 1, .pods = there};
    bool is_read = true;
    struct pod_view pod = read_ports(&reading, value_get(input, "pod"), &is_read);
    for (const struct value *item = pods ? pods->first : NULL; item; item = item->next)
        there[scene.pod_count++] = read_ports(&reading, item, &is_read);
    vector_agrees(vector, "fits",
                  is_read && evaluator->ports_fit(&scene, &pod, 0) ? "true" : "false", why);
    arena_free(arena);
    return vector_outcome(why);
}
