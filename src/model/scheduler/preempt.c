/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/scheduler/preempt.h"

#include <assert.h>
#include <string.h>

#include "base/arena.h"
#include "model/pods/pod_eligible.h"

bool preempt_budget_covers(const struct label_selector *selector, const struct label *labels,
                           int32_t label_count)
{
    return label_count > 0 && selector->count > 0 &&
           pod_selector_holds(selector, labels, label_count);
}

static bool is_hopeless(const struct preempt_scene *scene, int32_t node_ix)
{
    return scene->is_hopeless && scene->is_hopeless[node_ix];
}

bool preempt_eligible(const struct preempt_scene *scene, const struct preempt_newcomer *newcomer)
{
    int32_t node_ix = newcomer->nominated_ix;
    if (newcomer->is_never)
        return false;
    if (node_ix < 0 || is_hopeless(scene, node_ix))
        return true;
    for (int32_t i = 0; i < scene->pod_count; i++)
        if (scene->pods[i].node_ix == node_ix && scene->pods[i].is_terminating &&
            scene->pods[i].priority < newcomer->priority)
            return false;
    return true;
}

static int64_t start_of(const struct preempt_pod *pod)
{
    return pod->has_started ? pod->started : INT64_MAX;
}

static bool is_more_important(const struct preempt_pod *a, const struct preempt_pod *b)
{
    return a->priority != b->priority ? a->priority > b->priority : start_of(a) < start_of(b);
}

/* Insertion keeps equal ones in their order. */
static void insert(const struct preempt_scene *scene, int32_t *list, int32_t count, int32_t pod)
{
    int32_t at = count;
    for (; at > 0 && is_more_important(&scene->pods[pod], &scene->pods[list[at - 1]]); at--)
        list[at] = list[at - 1];
    list[at] = pod;
}

/* Each pod uses up a disruption of every budget that covers it, in the order of importance; which
 * ones does that leave without? */
static void find_violating(const struct preempt_scene *scene, const int32_t *pods, int32_t count,
                           struct arena *arena, bool *ret)
{
    int64_t *left = ARENA_NEW(arena, scene->budget_count, int64_t);
    for (int32_t b = 0; b < scene->budget_count; b++)
        left[b] = scene->allowed[b];
    for (int32_t i = 0; i < count; i++)
        for (int32_t b = 0; b < scene->budget_count; b++) {
            if (!scene->budget_covers[(int64_t)b * scene->pod_count + pods[i]])
                continue;
            if (left[b] <= 0)
                ret[i] = true;
            else
                left[b]--;
        }
}

struct reprieve {
    const struct preempt_scene *scene;
    bool *is_gone;
    int32_t *victims;
    int32_t victim_count;
};

static bool may_stay(struct reprieve *reprieve, int32_t pod, int32_t node_ix)
{
    const struct preempt_scene *scene = reprieve->scene;
    reprieve->is_gone[pod] = false;
    if (scene->fits(scene->context, reprieve->is_gone, node_ix))
        return true;
    reprieve->is_gone[pod] = true;
    insert(scene, reprieve->victims, reprieve->victim_count++, pod);
    return false;
}

bool preempt_victims(const struct preempt_scene *scene, const struct preempt_newcomer *newcomer,
                     int32_t node_ix, struct arena *arena, struct preempt_candidate *ret)
{
    struct reprieve reprieve = {scene, ARENA_NEW(arena, scene->pod_count, bool), NULL, 0};
    int32_t *lower = ARENA_NEW(arena, scene->pod_count, int32_t), count = 0, violations = 0;
    for (int32_t i = 0; i < scene->pod_count; i++)
        if (scene->pods[i].node_ix == node_ix && scene->pods[i].priority < newcomer->priority) {
            insert(scene, lower, count++, i);
            reprieve.is_gone[i] = true;
        }
    if (!count || !scene->fits(scene->context, reprieve.is_gone, node_ix))
        return false;
    bool *is_violating = ARENA_NEW(arena, count, bool);
    reprieve.victims = ARENA_NEW(arena, count, int32_t);
    find_violating(scene, lower, count, arena, is_violating);
    for (int32_t i = 0; i < count; i++)
        if (is_violating[i] && !may_stay(&reprieve, lower[i], node_ix))
            violations++;
    for (int32_t i = 0; i < count; i++)
        if (!is_violating[i])
            (void)may_stay(&reprieve, lower[i], node_ix);
    *ret = (struct preempt_candidate){node_ix, reprieve.victims, reprieve.victim_count, violations};
    return true;
}

int32_t preempt_candidates(const struct preempt_scene *scene,
                           const struct preempt_newcomer *newcomer, struct arena *arena,
                           const struct preempt_candidate **ret)
{
    struct preempt_candidate *list = ARENA_NEW(arena, scene->node_count, struct preempt_candidate);
    int32_t count = 0;
    for (int32_t n = 0; n < scene->node_count; n++)
        if (!is_hopeless(scene, n) && preempt_victims(scene, newcomer, n, arena, &list[count]) &&
            list[count].victim_count)
            count++;
    *ret = list;
    return count;
}

/* What is compared, in this order; the least is best. */
enum { MEASURES = 5 };

static void measure(const struct preempt_scene *scene, const struct preempt_candidate *candidate,
                    int64_t ret[MEASURES])
{
    const struct preempt_pod *first = &scene->pods[candidate->victims[0]];
    int64_t sum = 0, oldest = INT64_MAX;
    for (int32_t i = 0; i < candidate->victim_count; i++) {
        const struct preempt_pod *pod = &scene->pods[candidate->victims[i]];
        sum += pod->priority + ((int64_t)1 << 31);
        if (pod->priority == first->priority && start_of(pod) < oldest)
            oldest = start_of(pod);
    }
    ret[0] = candidate->violations;
    ret[1] = first->priority;
    ret[2] = sum;
    ret[3] = candidate->victim_count;
    ret[4] = ~oldest; /* reverses the order, for every value */
}

int32_t preempt_pick(const struct preempt_scene *scene, const struct preempt_candidate *candidates,
                     int32_t count)
{
    int64_t best[MEASURES], found[MEASURES];
    int32_t picked = -1;
    for (int32_t i = 0; i < count; i++) {
        int32_t m = 0;
        assert(candidates[i].victim_count > 0);
        measure(scene, &candidates[i], found);
        while (picked >= 0 && m < MEASURES && found[m] == best[m])
            m++;
        if (picked >= 0 && (m == MEASURES || found[m] > best[m]))
            continue;
        picked = i;
        memcpy(best, found, sizeof best);
    }
    return picked;
}

bool preempt_run(const struct preempt_scene *scene, const struct preempt_newcomer *newcomer,
                 struct arena *arena, struct preempt_candidate *ret)
{
    const struct preempt_candidate *candidates;
    if (!preempt_eligible(scene, newcomer))
        return false;
    int32_t count = preempt_candidates(scene, newcomer, arena, &candidates);
    int32_t picked = preempt_pick(scene, candidates, count);
    if (picked >= 0)
        *ret = candidates[picked];
    return picked >= 0;
}
