/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "facts/swarm_scheduler.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"

/* ---- filters */

size_t sched_count(const struct sched_node *node, const char *service_id)
{
    size_t count = 0;
    for (size_t i = 0; i < node->task_count; i++)
        count += node->tasks[i]->desired <= STATE_COMPLETE &&
                 strcmp(node->tasks[i]->service_id, service_id) == 0;
    return count;
}

static size_t count_all(const struct sched_node *node)
{
    size_t count = 0;
    for (size_t i = 0; i < node->task_count; i++)
        count += node->tasks[i]->desired <= STATE_COMPLETE;
    return count;
}

static bool has_resources(const struct sched_node *node, const struct swarm_task *task)
{
    const struct swarm_amounts *wanted = &task->spec.reservations;
    if (wanted->nano_cpus == 0 && wanted->memory_bytes == 0 && wanted->generics.count == 0)
        return true;
    if (wanted->nano_cpus > node->left.nano_cpus || wanted->memory_bytes > node->left.memory_bytes)
        return false;
    for (int32_t i = 0; i < wanted->generics.count; i++)
        if (!swarm_generic_enough(&node->left.generics, wanted->generics.items[i]))
            return false;
    return true;
}

static bool uses_port(const struct swarm_task *task, const struct swarm_port *port)
{
    for (int32_t i = 0; i < task->spec.host_port_count; i++)
        if (task->spec.host_ports[i].number == port->number &&
            strcmp(task->spec.host_ports[i].protocol, port->protocol) == 0)
            return true;
    return false;
}

static bool has_ports(const struct sched_node *node, const struct swarm_task *task)
{
    for (int32_t p = 0; p < task->spec.host_port_count; p++)
        for (size_t i = 0; i < node->task_count; i++)
            if (uses_port(node->tasks[i], &task->spec.host_ports[p]))
                return false;
    return true;
}

/* The first filter that refuses the node. */
static enum sched_filter check(const struct sched *sched, const struct sched_node *node,
                               const struct swarm_task *task)
{
    const struct swarm_placement *placement = &task->spec.placement;
    struct swarm_placement any = {.constraint_count = 0}, constraints = *placement,
                           platforms = *placement;
    constraints.platform_count = 0;
    platforms.constraint_count = 0;
    if (!swarm_case_takes(sched->at, &any, &node->facts))
        return FILTER_READY;
    if (!has_resources(node, task))
        return FILTER_RESOURCES;
    if (!swarm_case_takes(sched->at, &constraints, &node->facts))
        return FILTER_CONSTRAINTS;
    if (!swarm_case_takes(sched->at, &platforms, &node->facts))
        return FILTER_PLATFORM;
    if (!has_ports(node, task))
        return FILTER_HOST_PORTS;
    if (placement->max_replicas > 0 &&
        sched_count(node, task->service_id) >= (size_t)placement->max_replicas)
        return FILTER_MAX_REPLICAS;
    return FILTER_COUNT;
}

static bool passes(struct sched *sched, const struct sched_node *node,
                   const struct swarm_task *task)
{
    enum sched_filter filter = check(sched, node, task);
    if (filter == FILTER_COUNT)
        memset(sched->refused, 0, sizeof sched->refused);
    else
        sched->refused[filter]++;
    return filter == FILTER_COUNT;
}

void sched_explain(const struct sched *sched, struct buf *out)
{
    static const char *const texts[FILTER_COUNT] = {"not available for new tasks",
                                                    "insufficient resources on",
                                                    "missing plugin on",
                                                    "scheduling constraints not satisfied on",
                                                    "unsupported platform on",
                                                    "host-mode port already in use on",
                                                    "max replicas per node limit exceed"};
    bool told[FILTER_COUNT] = {false};
    size_t parts = 0;
    buf_add_text(out, "no suitable node");
    for (;;) {
        size_t most = FILTER_COUNT;
        for (size_t i = 0; i < FILTER_COUNT; i++)
            if (!told[i] && sched->refused[i] > (most < FILTER_COUNT ? sched->refused[most] : 0))
                most = i;
        if (most == FILTER_COUNT)
            break;
        told[most] = true;
        const char *nodes = sched->refused[most] == 1 ? "node" : "nodes";
        buf_add_text(out, parts++ > 0 ? "; " : " (");
        if (most == FILTER_READY)
            buf_format(out, "%zu %s %s", sched->refused[most], nodes, texts[most]);
        else if (most == FILTER_MAX_REPLICAS)
            buf_add_text(out, texts[most]);
        else
            buf_format(out, "%s %zu %s", texts[most], sched->refused[most], nodes);
    }
    buf_add_text(out, parts > 0 ? ")" : "");
}

/* ---- what is on the nodes */

static void add_task(struct sched *sched, struct sched_node *node, const struct swarm_task *task)
{
    struct swarm_generics assigned = {NULL, 0, 0};
    const struct swarm_amounts *wanted = &task->spec.reservations;
    node->left.nano_cpus -= wanted->nano_cpus;
    node->left.memory_bytes -= wanted->memory_bytes;
    (void)swarm_generics_claim(sched->at->arena, &node->left.generics, &wanted->generics,
                               &assigned);
    node->tasks[node->task_count++] = task;
}

static void read_nodes(struct sched *sched, const struct value *list, size_t first)
{
    size_t index = 0;
    struct swarm_case *at = sched->at;
    for (const struct value *item = list ? list->first : NULL; item; item = item->next, index++) {
        size_t position = index == first ? 0 : index < first ? index + 1 : index;
        struct sched_node *node = &sched->nodes[position];
        swarm_node_read(&at->reading, item, &node->node);
        node->facts = swarm_case_node(at, &node->node);
        node->left = node->node.resources;
        node->tasks = ARENA_NEW(at->arena, sched->task_room, const struct swarm_task *);
    }
}

void sched_begin(struct sched *sched, struct swarm_case *at, size_t first)
{
    const struct value *nodes = value_get(at->input, "nodes");
    const struct value *tasks = value_get(at->input, "existing_tasks");
    const struct value *fresh = value_get(at->input, "tasks");
    *sched = (struct sched){.at = at, .node_count = nodes ? nodes->count : 0};
    sched->nodes = ARENA_NEW(at->arena, sched->node_count, struct sched_node);
    sched->task_room = (tasks ? tasks->count : 0) + (fresh ? fresh->count : 0) + 1;
    read_nodes(sched, nodes, first);
    for (const struct value *item = tasks ? tasks->first : NULL; item; item = item->next) {
        struct swarm_task *task = ARENA_NEW(at->arena, 1, struct swarm_task);
        *task = swarm_case_task(at, item);
        for (size_t n = 0; n < sched->node_count; n++)
            if (strcmp(sched->nodes[n].node.id, task->node_id) == 0 &&
                (swarm_state_holds(task->state) ||
                 (task->state == STATE_PENDING && task->desired <= STATE_COMPLETE &&
                  check(sched, &sched->nodes[n], task) == FILTER_COUNT)))
                add_task(sched, &sched->nodes[n], task);
    }
}

/* ---- spreading: a tree, one level a preference, one branch a value of its label */

struct tree {
    const char *value;
    size_t tasks; /* of the service, below it */
    struct tree **branches;
    size_t branch_count;
    size_t *nodes; /* a leaf's */
    size_t node_count;
    bool is_full;
};

/* The value that a spread descriptor has on a node; NULL = a descriptor that is not understood. */
static const char *spread_value(const struct sched_node *node, const char *descriptor)
{
    static const char *const prefixes[] = {"node.labels.", "engine.labels."};
    for (size_t i = 0; i < 2; i++) {
        size_t n = strlen(prefixes[i]);
        char start[32] = "";
        if (strlen(descriptor) <= n)
            continue;
        memcpy(start, descriptor, n);
        if (!text_equal_fold(start, prefixes[i]))
            continue;
        const char *value =
            i == 0 ? swarm_label(node->node.labels, node->node.label_count, descriptor + n)
                   : swarm_label(node->node.engine_labels, node->node.engine_label_count,
                                 descriptor + n);
        return value ? value : "";
    }
    return NULL;
}

static struct tree *new_tree(struct sched *sched, const char *value)
{
    struct tree *tree = ARENA_NEW(sched->at->arena, 1, struct tree);
    tree->value = value;
    tree->branches = ARENA_NEW(sched->at->arena, sched->node_count, struct tree *);
    tree->nodes = ARENA_NEW(sched->at->arena, sched->node_count, size_t);
    return tree;
}

static struct tree *branch(struct sched *sched, struct tree *tree, const char *value)
{
    for (size_t i = 0; i < tree->branch_count; i++)
        if (strcmp(tree->branches[i]->value, value) == 0)
            return tree->branches[i];
    return tree->branches[tree->branch_count++] = new_tree(sched, value);
}

static bool is_less(const struct sched_node *a, const struct sched_node *b, const char *service)
{
    size_t own_a = sched_count(a, service), own_b = sched_count(b, service);
    return own_a != own_b ? own_a < own_b : count_all(a) < count_all(b);
}

/* Nodes of a leaf that pass, best first, at most `most` of them (0 = all). */
static void order_leaf(struct sched *sched, struct tree *leaf, const struct swarm_task *task,
                       size_t most)
{
    size_t kept = 0;
    for (size_t i = 0; i < leaf->node_count; i++)
        if (passes(sched, &sched->nodes[leaf->nodes[i]], task))
            leaf->nodes[kept++] = leaf->nodes[i];
    for (size_t i = 1; i < kept; i++) { /* stable, so that ties go to the first */
        size_t node = leaf->nodes[i], j = i;
        for (; j > 0 &&
               is_less(&sched->nodes[node], &sched->nodes[leaf->nodes[j - 1]], task->service_id);
             j--)
            leaf->nodes[j] = leaf->nodes[j - 1];
        leaf->nodes[j] = node;
    }
    leaf->node_count = most > 0 && kept > most ? most : kept;
}

static struct tree *build_tree(struct sched *sched, const struct swarm_task *task)
{
    struct tree *root = new_tree(sched, "");
    for (size_t n = 0; n < sched->node_count; n++) {
        const struct sched_node *node = &sched->nodes[n];
        size_t tasks = sched_count(node, task->service_id);
        struct tree *tree = root;
        for (size_t s = 0; s < sched->spread_count; s++) {
            const char *value = spread_value(node, sched->spreads[s]);
            if (!value)
                continue;
            tree->tasks += tasks;
            tree = branch(sched, tree, value);
        }
        tree->tasks += tasks;
        tree->nodes[tree->node_count++] = n;
    }
    return root;
}

static void trim_leaves(struct sched *sched, struct tree *tree, const struct swarm_task *task,
                        size_t most)
{
    for (size_t i = 0; i < tree->branch_count; i++)
        trim_leaves(sched, tree->branches[i], task, most);
    if (tree->branch_count == 0)
        order_leaf(sched, tree, task, most);
}

/* First fill up the nodes that have fewer, then one task a node in turn. The group may be smaller
 * than what the branch wants. */
static size_t assign_to_nodes(struct sched *sched, struct tree *leaf, const struct swarm_task *task,
                              size_t want)
{
    size_t done = 0, at = 0, count = leaf->node_count;
    bool *failed = ARENA_NEW(sched->at->arena, count, bool);
    while (done < want && sched->remaining > 0) {
        struct sched_node *node = &sched->nodes[leaf->nodes[at % count]];
        add_task(sched, node, task);
        sched->remaining--;
        if (++done == want)
            break;
        if (at + 1 >= count ||
            is_less(&sched->nodes[leaf->nodes[(at + 1) % count]], node, task->service_id))
            at++;
        size_t tried = 0;
        while (failed[at % count] || !passes(sched, &sched->nodes[leaf->nodes[at % count]], task)) {
            failed[at % count] = true;
            at++;
            if (++tried == count)
                return done;
        }
    }
    return done;
}

static size_t assign_to_tree(struct sched *sched, struct tree *tree, const struct swarm_task *task,
                             size_t want)
{
    size_t done = 0, usable = tree->tasks, full = 0;
    bool converging = true;
    if (tree->branch_count == 0) {
        order_leaf(sched, tree, task, 0);
        return tree->node_count == 0 ? 0 : assign_to_nodes(sched, tree, task, want);
    }
    for (size_t i = 0; i < tree->branch_count; i++)
        tree->branches[i]->is_full = false;
    while (done != want && full != tree->branch_count && converging) {
        size_t open = tree->branch_count - full;
        size_t each = (usable + want - done) / open, rest = (usable + want - done) % open;
        converging = false;
        for (size_t i = 0; i < tree->branch_count; i++) {
            struct tree *below = tree->branches[i];
            if (below->is_full || below->tasks > each || (below->tasks == each && rest == 0))
                continue;
            size_t share = each - below->tasks + (rest > 0);
            size_t got = assign_to_tree(sched, below, task, share);
            converging = true;
            if (got < share) {
                below->is_full = true;
                full++;
                usable -= below->tasks;
            } else if (rest > 0) {
                rest--;
            }
            done += got;
        }
    }
    return done;
}

size_t sched_assign(struct sched *sched, const struct swarm_task *task, const struct value *value,
                    size_t count)
{
    const struct value *list = value_path(value, "Placement", "Preferences", (char *)NULL);
    const char **spreads = ARENA_NEW(sched->at->arena, list ? list->count : 0, const char *);
    for (const struct value *item = list ? list->first : NULL; item; item = item->next) {
        const struct value *spread = value_get(item, "Spread");
        const struct value *nested = value_get(spread, "SpreadDescriptor");
        spreads[sched->spread_count++] = value_text(nested ? nested : spread, "");
    }
    sched->spreads = spreads;
    sched->remaining = count;
    struct tree *root = build_tree(sched, task);
    trim_leaves(sched, root, task, count);
    return assign_to_tree(sched, root, task, count);
}
