/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pods_of_scene.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "verify/pods/pods.h"
#include "verify/verify_rule.h"

/* One question: each pod is a kind and a group of its own, the new one is the last. */
struct trial {
    struct pods pods;
    struct cluster cluster;
    bool broken[BREACH_PORT + 1];
    enum breach_kind first; /* told first: constraints are judged in order */
};

static void note(void *context, const struct breach *breach)
{
    struct trial *trial = context;
    bool is_first = true;

    for (int i = 0; i <= BREACH_PORT; i++)
        is_first = is_first && !trial->broken[i];
    if (is_first)
        trial->first = breach->kind;
    trial->broken[breach->kind] = true;
}

static struct pod_kind kind_of(const struct pod_view *pod)
{
    return (struct pod_kind){.name_space = pod->name_space,
                             .labels = pod->labels,
                             .label_count = pod->label_count,
                             .node_rule = pod->node_rule,
                             .rule = pod->rule,
                             .is_terminating = pod->is_terminating};
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct name_space *)a)->name, ((const struct name_space *)b)->name);
}

static void add_name_spaces(struct trial *trial, const struct pod_scene *scene)
{
    struct name_space *spaces =
        ARENA_NEW(trial->pods.arena, scene->name_space_count, struct name_space);

    for (int32_t i = 0; i < scene->name_space_count; i++)
        spaces[i] = (struct name_space){0, scene->name_spaces[i].name, scene->name_spaces[i].labels,
                                        scene->name_spaces[i].label_count};
    qsort(spaces, (size_t)scene->name_space_count, sizeof *spaces, by_name);
    trial->pods.name_spaces = spaces;
    trial->pods.name_space_count = scene->name_space_count;
}

/* node_ix -1: the new pod is on no node yet. */
static void begin(struct trial *trial, const struct pod_scene *scene, const struct pod_view *pod,
                  int32_t node_ix)
{
    struct arena *arena = arena_new();
    struct pod_kind *kinds = ARENA_NEW(arena, scene->pod_count + 1, struct pod_kind);
    struct pod_group *groups = ARENA_NEW(arena, scene->pod_count + 1, struct pod_group);
    struct pods *pods = &trial->pods;

    *trial = (struct trial){.cluster = {.name = "", .node_count = scene->node_count}};
    *pods = (struct pods){.arena = arena,
                          .clusters = &trial->cluster,
                          .cluster_count = 1,
                          .nodes = scene->nodes,
                          .node_count = scene->node_count,
                          .kinds = kinds,
                          .kind_count = scene->pod_count + 1,
                          .groups = groups,
                          .breached = note,
                          .context = trial};
    for (int32_t i = 0; i < scene->pod_count; i++) {
        kinds[i] = kind_of(&scene->pods[i]);
        if (scene->pods[i].node_ix >= 0)
            groups[pods->group_count++] = (struct pod_group){i, scene->pods[i].node_ix, 1, 0};
    }
    kinds[scene->pod_count] = kind_of(pod);
    if (node_ix >= 0)
        groups[pods->group_count++] = (struct pod_group){scene->pod_count, node_ix, 1, 1};
    add_name_spaces(trial, scene);
    pods_init(pods);
}

static void end(struct trial *trial)
{
    pods_release(&trial->pods);
    arena_free(trial->pods.arena);
}

enum pod_affinity_fit verify_affinity_fit(const struct pod_scene *scene, const struct pod_view *pod,
                                          int32_t node_ix)
{
    struct trial trial;

    begin(&trial, scene, pod, node_ix);
    pods_check_affinity(&trial.pods);
    pods_check_anti_affinity(&trial.pods);
    end(&trial);
    if (trial.broken[BREACH_AFFINITY])
        return POD_AFFINITY_UNMET;
    if (trial.broken[BREACH_ANTI_AFFINITY])
        return POD_ANTI_AFFINITY;
    return trial.broken[BREACH_ANTI_AFFINITY_OF_OTHER] ? POD_EXISTING_ANTI_AFFINITY
                                                       : POD_AFFINITY_FITS;
}

enum pod_spread_fit verify_spread_fit(const struct pod_scene *scene, const struct pod_view *pod,
                                      int32_t node_ix)
{
    struct trial trial;

    begin(&trial, scene, pod, node_ix);
    pods_check_spread(&trial.pods);
    end(&trial);
    if (!trial.broken[BREACH_SPREAD] && !trial.broken[BREACH_SPREAD_NO_DOMAIN])
        return POD_SPREAD_FITS;
    return trial.first == BREACH_SPREAD ? POD_SPREAD_SKEWED : POD_SPREAD_NO_LABEL;
}

int64_t verify_spread_count(const struct pod_scene *scene, const struct pod_view *pod,
                            int32_t index, const char *value, bool *ret_counts)
{
    struct trial trial;
    int64_t count = 0;

    *ret_counts = false;
    begin(&trial, scene, pod, -1);
    for (int32_t n = 0; n < scene->node_count && !*ret_counts; n++) {
        const char *own = rule_node_label(&scene->nodes[n], pod->rule->spread[index].topology_key);

        if (own && strcmp(own, value) == 0)
            *ret_counts = pods_spread_count(&trial.pods, scene->pod_count, index, n, &count);
    }
    end(&trial);
    return count;
}

bool verify_ports_fit(const struct pod_scene *scene, const struct pod_view *pod, int32_t node_ix)
{
    struct trial trial;

    begin(&trial, scene, pod, node_ix);
    pods_check_ports(&trial.pods);
    end(&trial);
    return !trial.broken[BREACH_PORT];
}
