/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Preemption: model/preempt decides who goes, the evaluator whether the newcomer fits then. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "facts/evaluator.h"
#include "facts/fit.h"
#include "facts/stage.h"
#include "import/kubernetes/pods/label_selector.h"
#include "import/kubernetes/pods/pod_placement.h"
#include "import/timestamp.h"
#include "model/scheduler/preempt.h"

struct duel {
    struct stage *stage;
    const struct value *input;
    struct preempt_scene scene;
    struct preempt_newcomer newcomer;
    struct resource_list requests;
    struct resource_list *capacity; /* [node_count] */
    struct resource_list *used;     /* [pod_count] */
    struct rule rule;               /* of the newcomer, about nodes */
};

/* ---- does it fit */

static bool fits_amounts(const struct duel *duel, const struct pod_scene *scene,
                         const bool *is_gone, int32_t node_ix)
{
    struct arena *arena = duel->stage->reading.arena;
    struct fit fit = {.reading = duel->stage->reading,
                      .capacity = duel->capacity[node_ix],
                      .requests = duel->requests,
                      .used = ARENA_NEW(arena, scene->pod_count, struct resource_list),
                      .input = duel->input};
    struct room room;
    for (int32_t i = 0; i < duel->scene.pod_count; i++)
        if (duel->stage->scene.pods[i].node_ix == node_ix && !is_gone[i])
            fit.used[fit.pod_count++] = duel->used[i];
    fit_fill_room(&fit, &room);
    evaluator->weigh(&room);
    for (int32_t r = 0; r < room.resource_count; r++)
        if (room.is_short[r])
            return false;
    return true;
}

static const char *const filters[] = {"NodeResourcesFit", "PodTopologySpread", "InterPodAffinity",
                                      "NodePorts",        "NodeAffinity",      "NodeName",
                                      "TaintToleration",  "NodeUnschedulable"};
enum { FILTER_FIT, FILTER_SPREAD, FILTER_AFFINITY, FILTER_PORTS, FILTER_NODE };
enum { FILTERS = sizeof filters / sizeof *filters };

/* No list: all of them. */
static bool has_filter(const struct duel *duel, int32_t filter)
{
    const struct value *list = value_get(duel->input, "filters");
    for (const struct value *item = list ? list->first : NULL; item; item = item->next)
        if (strcmp(value_text(item, ""), filters[filter]) == 0)
            return true;
    return !list;
}

/* The filters about the node alone are one question to the evaluator; each that is not to be run
 * has its part of node or rule left out. */
static bool fits_node(const struct duel *duel, const struct node *given)
{
    struct node node = *given;
    struct rule rule = duel->rule;
    if (!has_filter(duel, FILTER_NODE)) {
        rule.selector_count = 0;
        rule.has_terms = false;
        rule.term_count = 0;
    }
    if (!has_filter(duel, FILTER_NODE + 2))
        node.taint_count = 0;
    if (!has_filter(duel, FILTER_NODE + 3))
        node.is_schedulable = true;
    return evaluator->takes_node(&rule, &node);
}

static bool fits(void *context, const bool *is_gone, int32_t node_ix)
{
    const struct duel *duel = context;
    const struct pod_view *pod = &duel->stage->pod;
    struct pod_scene scene = duel->stage->scene;
    struct pod_view *pods = ARENA_NEW(duel->stage->reading.arena, scene.pod_count, struct pod_view);
    int32_t count = 0;
    for (int32_t i = 0; i < scene.pod_count; i++)
        if (!is_gone[i])
            pods[count++] = scene.pods[i];
    scene.pods = pods;
    scene.pod_count = count;
    return fits_node(duel, &scene.nodes[node_ix]) &&
           (!has_filter(duel, FILTER_NODE + 1) || pod->node_ix < 0 || pod->node_ix == node_ix) &&
           (!has_filter(duel, FILTER_FIT) || fits_amounts(duel, &scene, is_gone, node_ix)) &&
           (!has_filter(duel, FILTER_SPREAD) ||
            evaluator->spread_fit(&scene, pod, node_ix) == POD_SPREAD_FITS) &&
           (!has_filter(duel, FILTER_AFFINITY) ||
            evaluator->affinity_fit(&scene, pod, node_ix) == POD_AFFINITY_FITS) &&
           (!has_filter(duel, FILTER_PORTS) || evaluator->ports_fit(&scene, pod, node_ix));
}

/* ---- reading */

static int32_t find_node(const struct stage *stage, const char *name)
{
    for (int32_t i = 0; i < stage->scene.node_count; i++)
        if (strcmp(stage->scene.nodes[i].name, name) == 0)
            return i;
    return -1;
}

static int64_t priority_of(const struct duel *duel, const struct value *pod)
{
    bool has;
    return pod_priority_read(&duel->stage->reading, value_get(pod, "spec"), &has);
}

static void read_pods(struct duel *duel)
{
    struct arena *arena = duel->stage->reading.arena;
    const struct fit fit = {.reading = duel->stage->reading};
    const struct value *list = value_get(duel->input, "existing_pods");
    struct preempt_pod *pods = ARENA_NEW(arena, list ? list->count : 0, struct preempt_pod);
    duel->scene.pods = pods;
    duel->used = ARENA_NEW(arena, list ? list->count : 0, struct resource_list);
    for (const struct value *item = list ? list->first : NULL; item; item = item->next) {
        int32_t i = duel->scene.pod_count++;
        const struct value *start = value_path(item, "status", "startTime", (char *)NULL);
        pods[i] = (struct preempt_pod){.node_ix = duel->stage->scene.pods[i].node_ix,
                                       .priority = priority_of(duel, item),
                                       .is_terminating = duel->stage->scene.pods[i].is_terminating};
        pods[i].has_started = value_integer(start, &pods[i].started) ||
                              timestamp_parse(value_text(start, ""), &pods[i].started);
        (void)fit_add_pod(&fit, item, &duel->used[i]);
    }
}

static void read_nodes(struct duel *duel, const struct value *statuses)
{
    struct arena *arena = duel->stage->reading.arena;
    const struct value *list = value_get(duel->input, "nodes");
    struct node *nodes = ARENA_NEW(arena, list ? list->count : 0, struct node);
    bool *is_hopeless = ARENA_NEW(arena, list ? list->count : 0, bool);
    int32_t count = 0;
    duel->capacity = ARENA_NEW(arena, list ? list->count : 0, struct resource_list);
    for (const struct value *item = list ? list->first : NULL; item; item = item->next, count++) {
        const struct value *cordon = value_path(item, "spec", "unschedulable", (char *)NULL);
        nodes[count] = duel->stage->scene.nodes[count];
        nodes[count].is_schedulable = !(cordon && cordon->kind == VALUE_BOOL && cordon->boolean);
        is_hopeless[count] = strcmp(value_text(value_get(statuses, nodes[count].name), ""),
                                    "UnschedulableAndUnresolvable") == 0;
        (void)resource_list_read(&duel->stage->reading,
                                 value_path(item, "status", "allocatable", (char *)NULL),
                                 &duel->capacity[count]);
    }
    duel->stage->scene.nodes = nodes;
    duel->scene.node_count = count;
    duel->scene.is_hopeless = is_hopeless;
}

static void read_budget(struct duel *duel, const struct value *pdb, int64_t *ret_allowed,
                        bool *ret_covers)
{
    const struct value *metadata = value_get(pdb, "metadata"), *status = value_get(pdb, "status");
    const struct value *pods = value_get(duel->input, "existing_pods");
    const struct value *pod = pods ? pods->first : NULL;
    struct label_selector selector;
    bool is_valid = label_selector_read(
        &duel->stage->reading, value_path(pdb, "spec", "selector", (char *)NULL), &selector);
    *ret_allowed = 0;
    (void)value_integer(value_get(status, "disruptionsAllowed"), ret_allowed);
    for (int32_t i = 0; pod; i++, pod = pod->next) {
        const struct pod_view *view = &duel->stage->scene.pods[i];
        const char *name = vector_text(pod, "metadata", "name");
        ret_covers[i] =
            is_valid &&
            strcmp(view->name_space, value_text(value_get(metadata, "namespace"), "")) == 0 &&
            !value_get(value_get(status, "disruptedPods"), name ? name : "") &&
            preempt_budget_covers(&selector, view->labels, view->label_count);
    }
}

static void read_budgets(struct duel *duel)
{
    struct arena *arena = duel->stage->reading.arena;
    const struct value *list = value_get(duel->input, "pdbs");
    int64_t count = list ? (int64_t)list->count : 0, pods = duel->scene.pod_count;
    int64_t *allowed = ARENA_NEW(arena, count, int64_t);
    bool *covers = ARENA_NEW(arena, count * pods, bool);
    for (const struct value *item = list ? list->first : NULL; item; item = item->next) {
        int32_t b = duel->scene.budget_count++;
        read_budget(duel, item, &allowed[b], &covers[b * pods]);
    }
    duel->scene.allowed = allowed;
    duel->scene.budget_covers = covers;
}

static void check_filters(const struct duel *duel, struct buf *why)
{
    const struct value *list = value_get(duel->input, "filters");
    for (const struct value *item = list ? list->first : NULL; item; item = item->next) {
        bool is_known = false;
        for (int32_t i = 0; i < FILTERS; i++)
            is_known |= strcmp(value_text(item, ""), filters[i]) == 0;
        if (!is_known)
            buf_format(why, "unknown filter %s", value_text(item, ""));
    }
}

static struct duel *duel_new(const struct value *vector, struct buf *why)
{
    struct stage *stage = stage_new(vector);
    struct duel *duel = ARENA_NEW(stage->reading.arena, 1, struct duel);
    const struct value *input = value_get(vector, "input"), *pod = value_get(input, "pod");
    const struct fit fit = {.reading = stage->reading};
    const char *policy = vector_text(pod, "spec", "preemptionPolicy");
    const char *nominated = vector_text(pod, "status", "nominatedNodeName");
    duel->stage = stage;
    duel->input = input;
    duel->scene.fits = fits;
    duel->scene.context = duel;
    read_nodes(duel, value_get(input, "filtered_node_status"));
    read_pods(duel);
    read_budgets(duel);
    duel->newcomer = (struct preempt_newcomer){
        .priority = priority_of(duel, pod),
        .is_never = policy && strcmp(policy, "Never") == 0,
        .nominated_ix = nominated && nominated[0] ? find_node(stage, nominated) : -1};
    if (!fit_add_pod(&fit, pod, &duel->requests) ||
        !node_rule_read(&stage->reading, value_get(pod, "spec"), false, &duel->rule))
        buf_add_text(why, "the pod is refused");
    check_filters(duel, why);
    return duel;
}

/* ---- what is expected */

static void expect_text(const char *what, const char *found, const char *wanted, struct buf *why)
{
    if (strcmp(found, wanted) != 0)
        buf_format(why, "%s%s: found %s, expected %s", why->length ? "; " : "", what, found,
                   wanted);
}

/* The victims by name, in any order. */
static void expect_victims(const struct duel *duel, const struct preempt_candidate *candidate,
                           const struct value *list, struct buf *why)
{
    const struct value *pods = value_get(duel->input, "existing_pods");
    if (list && (int64_t)list->count != candidate->victim_count)
        buf_format(why, "%s%d victims, expected %zu", why->length ? "; " : "",
                   (int)candidate->victim_count, list->count);
    for (int32_t i = 0; list && i < candidate->victim_count; i++) {
        const struct value *pod = pods->first;
        bool is_there = false;
        while (pod->index != (size_t)candidate->victims[i])
            pod = pod->next;
        const char *name = vector_text(pod, "metadata", "name");
        for (const struct value *item = list->first; item; item = item->next)
            is_there |= strcmp(value_text(item, ""), name) == 0;
        if (!is_there)
            buf_format(why, "%s%s is a victim, which was not expected", why->length ? "; " : "",
                       name);
    }
}

static const struct value *expected_candidate(const struct value *list, const char *node)
{
    const struct value *item = list->first;
    while (item && strcmp(value_text(value_get(item, "node"), ""), node) != 0)
        item = item->next;
    return item;
}

enum outcome kind_preempt_candidates(const struct value *vector, struct buf *why)
{
    struct duel *duel = duel_new(vector, why);
    const struct value *list = value_path(vector, "expected", "candidates", (char *)NULL);
    const struct preempt_candidate *found;
    int32_t count =
        preempt_candidates(&duel->scene, &duel->newcomer, duel->stage->reading.arena, &found);
    if (list && (int64_t)list->count != count)
        buf_format(why, "%s%d candidates, expected %zu", why->length ? "; " : "", (int)count,
                   list->count);
    for (int32_t i = 0; list && i < count; i++) {
        const char *node = duel->stage->scene.nodes[found[i].node_ix].name;
        const struct value *expected = expected_candidate(list, node);
        int64_t violations = found[i].violations;
        (void)value_integer(value_get(expected, "pdb_violations"), &violations);
        if (!expected || violations != found[i].violations)
            buf_format(why, "%s%s: %s, %d violations", why->length ? "; " : "", node,
                       expected ? "expected" : "not expected", (int)found[i].violations);
        expect_victims(duel, &found[i], value_get(expected, "victims"), why);
    }
    return stage_end(duel->stage, why);
}

enum outcome kind_preempt_select(const struct value *vector, struct buf *why)
{
    struct duel *duel = duel_new(vector, why);
    const struct value *list = value_path(vector, "expected", "node_any_of", (char *)NULL);
    const struct preempt_candidate *found;
    int32_t count =
        preempt_candidates(&duel->scene, &duel->newcomer, duel->stage->reading.arena, &found);
    int32_t picked = preempt_pick(&duel->scene, found, count);
    const char *node = picked < 0 ? "" : duel->stage->scene.nodes[found[picked].node_ix].name;
    bool is_there = list && !list->count && picked < 0;
    for (const struct value *item = list ? list->first : NULL; item; item = item->next)
        is_there |= strcmp(value_text(item, ""), node) == 0;
    if (list && !is_there)
        buf_format(why, "%snode \"%s\" was not expected", why->length ? "; " : "", node);
    return stage_end(duel->stage, why);
}

enum outcome kind_preempt_run(const struct value *vector, struct buf *why)
{
    struct duel *duel = duel_new(vector, why);
    const struct value *expected = value_get(vector, "expected");
    struct preempt_candidate found = {.node_ix = -1};
    bool is_made = preempt_run(&duel->scene, &duel->newcomer, duel->stage->reading.arena, &found);
    expect_text("nominated_node", is_made ? duel->stage->scene.nodes[found.node_ix].name : "",
                value_text(value_get(expected, "nominated_node"), ""), why);
    vector_agrees(vector, "status", is_made ? "Success" : "Unschedulable", why);
    expect_victims(duel, &found, value_get(expected, "victims"), why);
    return stage_end(duel->stage, why);
}

enum outcome kind_preempt_eligible(const struct value *vector, struct buf *why)
{
    struct duel *duel = duel_new(vector, why);
    const char *status = vector_text(vector, "input", "nominated_node_status");
    bool *is_hopeless = ARENA_NEW(duel->stage->reading.arena, duel->scene.node_count, bool);
    if (duel->newcomer.nominated_ix >= 0)
        is_hopeless[duel->newcomer.nominated_ix] =
            status && strcmp(status, "UnschedulableAndUnresolvable") == 0;
    duel->scene.is_hopeless = is_hopeless;
    vector_agrees(vector, "eligible",
                  preempt_eligible(&duel->scene, &duel->newcomer) ? "true" : "false", why);
    return stage_end(duel->stage, why);
}
