/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Docker Swarm: which nodes a new task may go to, and how a group of them is spread. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "facts/swarm_scheduler.h"

/* Swarm's choice among equals is random: a node is possible when it is chosen once it comes first.
 */
enum outcome kind_swarm_schedule(const struct value *vector, struct buf *why)
{
    struct swarm_case at = swarm_case_begin(vector, why);
    const struct value *task = value_get(at.input, "task");
    const struct value *nodes = value_get(at.input, "nodes");
    const struct value *unwanted = value_get(at.expected, "not_assigned");
    size_t count = nodes ? nodes->count : 0, found = 0;
    struct swarm_task wanted = swarm_case_task(&at, task);
    const char **possible = ARENA_NEW(at.arena, count, const char *);
    struct sched sched;
    struct buf text;
    buf_init(&text);
    sched_begin(&sched, &at, 0);
    if (sched_assign(&sched, &wanted, task, 1) == 0)
        sched_explain(&sched, &text);
    vector_agrees(vector, "error", text.data, why);
    for (size_t first = 0; first < count; first++) {
        sched_begin(&sched, &at, first);
        size_t before = sched.nodes[0].task_count;
        if (sched_assign(&sched, &wanted, task, 1) == 1 && sched.nodes[0].task_count > before)
            possible[found++] = sched.nodes[0].node.id;
    }
    swarm_case_compare_set(&at, "assigned_any_of", possible, found);
    for (const struct value *item = unwanted ? unwanted->first : NULL; item; item = item->next)
        for (size_t i = 0; i < found; i++)
            if (strcmp(possible[i], item->text) == 0)
                buf_format(why, "; %s may be assigned", item->text);
    buf_release(&text);
    return swarm_case_end(&at);
}

/* ---- groups */

static bool is_distribution(const struct value *expected, const struct sched *sched,
                            const size_t *fresh)
{
    for (size_t n = 0; n < sched->node_count; n++) {
        const struct value *count = value_get(expected, sched->nodes[n].node.id);
        int64_t number = 0;
        if (count && !value_integer(count, &number))
            return false;
        if ((size_t)number != fresh[n])
            return false;
    }
    return true;
}

static int by_size(const void *a, const void *b)
{
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return x < y ? -1 : x > y;
}

static bool is_sorted_like(const struct value *expected, const size_t *fresh, size_t count)
{
    bool is_same = expected->count == count;
    size_t i = 0;
    for (const struct value *item = expected->first; is_same && item; item = item->next) {
        int64_t number;
        is_same = value_integer(item, &number) && (size_t)number == fresh[i++];
    }
    return is_same;
}

enum outcome kind_swarm_group(const struct value *vector, struct buf *why)
{
    struct swarm_case at = swarm_case_begin(vector, why);
    const struct value *tasks = value_get(at.input, "tasks");
    const struct value *allowed = value_get(at.expected, "new_per_node");
    const struct value *sorted = value_get(at.expected, "new_counts_sorted");
    struct sched sched;
    if (!tasks || !tasks->first) {
        buf_add_text(why, "; no tasks");
        return swarm_case_end(&at);
    }
    sched_begin(&sched, &at, 0);
    struct swarm_task wanted = swarm_case_task(&at, tasks->first);
    size_t *fresh = ARENA_NEW(at.arena, sched.node_count, size_t);
    for (size_t n = 0; n < sched.node_count; n++)
        fresh[n] = sched.nodes[n].task_count;
    (void)sched_assign(&sched, &wanted, tasks->first, tasks->count);
    for (size_t n = 0; n < sched.node_count; n++)
        fresh[n] = sched.nodes[n].task_count - fresh[n];
    bool is_allowed = !allowed;
    for (const struct value *item = allowed ? allowed->first : NULL; item; item = item->next)
        is_allowed = is_allowed || is_distribution(item, &sched, fresh);
    if (!is_allowed) {
        buf_add_text(why, "; new tasks a node:");
        for (size_t n = 0; n < sched.node_count; n++)
            buf_format(why, " %zu", fresh[n]);
    }
    qsort(fresh, sched.node_count, sizeof *fresh, by_size);
    if (sorted && !is_sorted_like(sorted, fresh, sched.node_count))
        buf_add_text(why, "; new_counts_sorted differs");
    return swarm_case_end(&at);
}
