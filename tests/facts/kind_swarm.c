/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Docker Swarm: constraints, what node and task orchestrators do. Parsed by import/swarm, rules
 * judged by the evaluator. */
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "facts/evaluator.h"
#include "facts/kinds_swarm.h"

static struct error_list case_errors;

struct swarm_case swarm_case_begin(const struct value *vector, struct buf *why)
{
    struct swarm_case at = {.arena = arena_new(),
                            .input = value_get(vector, "input"),
                            .expected = value_get(vector, "expected"),
                            .why = why};
    memset(&case_errors, 0, sizeof case_errors);
    at.reading = (struct reading){at.arena, NULL, &case_errors};
    return at;
}

enum outcome swarm_case_end(struct swarm_case *at)
{
    for (size_t i = 0; i < case_errors.count; i++)
        buf_format(at->why, "; refused: %s", case_errors.items[i].text);
    arena_free(at->arena);
    return vector_outcome(at->why);
}

static const char *word(bool value)
{
    return value ? "true" : "false";
}

static void compare_bool(struct swarm_case *at, const char *key, bool found)
{
    const struct value *expected = value_get(at->expected, key);
    if (expected && strcmp(expected->text, word(found)) != 0)
        buf_format(at->why, "; %s: found %s, expected %s", key, word(found), expected->text);
}

static bool contains(const char *const *list, size_t count, const char *text)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(list[i], text) == 0)
            return true;
    return false;
}

void swarm_case_compare_set(struct swarm_case *at, const char *key, const char *const *found,
                            size_t count)
{
    const struct value *expected = value_get(at->expected, key);
    bool is_same = expected && expected->count == count;
    if (!expected)
        return;
    for (const struct value *item = expected->first; item; item = item->next)
        is_same = is_same && contains(found, count, item->text);
    if (is_same)
        return;
    buf_format(at->why, "; %s: found", key);
    for (size_t i = 0; i < count; i++)
        buf_format(at->why, " %s", found[i]);
}

/* ---- nodes and tasks */

struct node swarm_case_node(struct swarm_case *at, const struct swarm_node *node)
{
    struct node facts = {.name = node->hostname, .zone = ""};
    facts.os = estate_os(at->arena, node->os);
    facts.arch = estate_arch(at->arena, node->arch);
    facts.is_ready = swarm_node_is_ready(node);
    facts.is_schedulable = swarm_node_is_active(node);
    facts.labels = swarm_node_labels(at->arena, node, &facts.label_count);
    return facts;
}

bool swarm_case_takes(struct swarm_case *at, const struct swarm_placement *placement,
                      const struct node *node)
{
    struct rule rule;
    struct error error;
    swarm_rule_make(at->arena, placement, &rule, &error);
    rule.os = estate_os(at->arena, rule.os);
    rule.arch = estate_arch(at->arena, rule.arch);
    return evaluator->takes_node(&rule, node);
}

struct swarm_placement swarm_case_placement(struct swarm_case *at, const struct value *value)
{
    const struct value *nested = value_get(value, "Placement");
    struct swarm_placement placement = {.constraint_count = 0};
    if (!nested)
        nested = value_path(value, "Spec", "TaskTemplate", "Placement", (char *)NULL);
    if (!nested)
        nested = value_path(value, "Spec", "Task", "Placement", (char *)NULL);
    (void)swarm_placement_read(&at->reading, nested ? nested : value, &placement);
    return placement;
}

struct swarm_task swarm_case_task(struct swarm_case *at, const struct value *value)
{
    const struct reading *reading = &at->reading;
    struct swarm_task task = {.service_name = "", .node_name = "", .has_spec = true};
    task.id = reading_text(reading, value, "ID", "");
    task.service_id = reading_text(reading, value, "ServiceID", "");
    task.node_id = reading_text(reading, value, "NodeID", "");
    if (!swarm_state_of(reading_text(reading, value, "DesiredState", "new"), &task.desired) ||
        !swarm_state_of(reading_text(reading, value, "State", "new"), &task.state))
        buf_format(at->why, "; task %s: unknown state", task.id);
    (void)swarm_amounts_read(reading, value_get(value, "Reservations"), &task.spec.reservations);
    (void)swarm_placement_read(reading, value_get(value, "Placement"), &task.spec.placement);
    swarm_host_ports_read(reading, value_get(value, "Ports"), &task.spec);
    (void)swarm_generics_read(reading, value_get(value, "AssignedGenericResources"),
                              &task.assigned);
    return task;
}

/* ---- constraints */

enum outcome kind_swarm_constraint_parse(const struct value *vector, struct buf *why)
{
    struct swarm_case at = swarm_case_begin(vector, why);
    struct swarm_placement placement = {.constraint_count = 0};
    struct swarm_constraint *constraints;
    struct error error;
    const struct value *list = value_get(at.input, "constraints");
    const char **texts = ARENA_NEW(at.arena, list ? list->count : 0, const char *);
    for (const struct value *item = list ? list->first : NULL; item; item = item->next)
        texts[placement.constraint_count++] = item->text;
    placement.constraints = texts;
    bool is_valid = swarm_constraints_parse(at.arena, &placement, &constraints, &error);
    compare_bool(&at, "valid", is_valid);
    compare_bool(&at, "filter_enabled", is_valid && placement.constraint_count > 0);
    if (is_valid && placement.constraint_count > 0) {
        vector_agrees(vector, "key", constraints[0].key, why);
        vector_agrees(vector, "exp", constraints[0].value, why);
    }
    return swarm_case_end(&at);
}

enum outcome kind_swarm_constraint_match(const struct value *vector, struct buf *why)
{
    struct swarm_case at = swarm_case_begin(vector, why);
    struct swarm_constraint constraint;
    struct error error;
    const char *text = vector_text(vector, "input", "constraint");
    const struct value *values = value_get(at.input, "values");
    if (!swarm_constraint_parse(at.arena, text, &constraint, &error)) {
        buf_format(why, "; refused: %s", error.text);
        return swarm_case_end(&at);
    }
    struct expression expression = {.key = "k", .values = &constraint.value, .value_count = 1};
    expression.op = constraint.is_equal ? EXPRESSION_EQUAL_FOLD : EXPRESSION_NOT_EQUAL_FOLD;
    /* == holds when one of the values is the same, != when none is. */
    bool holds = !constraint.is_equal;
    for (const struct value *item = values ? values->first : NULL; item; item = item->next) {
        const struct label label = {"k", item->text};
        const struct node node = {.name = "", .labels = &label, .label_count = 1};
        bool one = swarm_constraint_holds(&constraint, item->text);
        if (evaluator->expression_holds(&expression, &node) != one)
            buf_add_text(why, "; import and evaluator disagree");
        holds = constraint.is_equal ? holds || one : holds && one;
    }
    compare_bool(&at, "match", holds);
    return swarm_case_end(&at);
}

enum outcome kind_swarm_constraint_node(const struct value *vector, struct buf *why)
{
    struct swarm_case at = swarm_case_begin(vector, why);
    struct swarm_node node;
    struct swarm_placement placement;
    memset(&placement, 0, sizeof placement);
    swarm_node_read(&at.reading, value_get(at.input, "node"), &node);
    node.state = "ready";
    node.availability = "active";
    const struct value *list = value_get(at.input, "constraints");
    const char **texts = ARENA_NEW(at.arena, list ? list->count : 0, const char *);
    for (const struct value *item = list ? list->first : NULL; item; item = item->next)
        texts[placement.constraint_count++] = item->text;
    placement.constraints = texts;
    struct node facts = swarm_case_node(&at, &node);
    bool matches = swarm_case_takes(&at, &placement, &facts);
    if (swarm_runs_global(&node, &placement) != matches)
        buf_add_text(why, "; import and evaluator disagree");
    compare_bool(&at, "match", matches);
    return swarm_case_end(&at);
}

/* ---- what happens to tasks because of their node */

enum outcome kind_swarm_enforce(const struct value *vector, struct buf *why)
{
    struct swarm_case at = swarm_case_begin(vector, why);
    const struct value *list = value_get(at.input, "tasks");
    const struct value *services = value_get(at.input, "services");
    size_t room = list ? list->count : 0, count = 0, found = 0;
    struct swarm_task *tasks = ARENA_NEW(at.arena, room, struct swarm_task);
    struct swarm_placement *own = ARENA_NEW(at.arena, room, struct swarm_placement);
    const struct swarm_placement **placements =
        ARENA_NEW(at.arena, room, const struct swarm_placement *);
    bool *rejected = ARENA_NEW(at.arena, room, bool);
    const char **ids = ARENA_NEW(at.arena, room, const char *);
    struct swarm_node node;
    swarm_node_read(&at.reading, value_get(at.input, "node"), &node);
    for (const struct value *item = list ? list->first : NULL; item; item = item->next) {
        tasks[count] = swarm_case_task(&at, item);
        own[count] = tasks[count].spec.placement;
        for (const struct value *s = services ? services->first : NULL; s; s = s->next)
            if (strcmp(value_text(value_get(s, "ID"), ""), tasks[count].service_id) == 0)
                own[count] = swarm_case_placement(&at, s);
        placements[count] = &own[count];
        count++;
    }
    swarm_review(&node, tasks, (int32_t)count, placements, rejected);
    for (size_t i = 0; i < count; i++)
        if (rejected[i])
            ids[found++] = tasks[i].id;
    swarm_case_compare_set(&at, "rejected", ids, found);
    return swarm_case_end(&at);
}

enum outcome kind_swarm_evict(const struct value *vector, struct buf *why)
{
    struct swarm_case at = swarm_case_begin(vector, why);
    const struct value *nodes = value_get(at.input, "nodes");
    const struct value *list = value_get(at.input, "tasks");
    const char **ids = ARENA_NEW(at.arena, list ? list->count : 0, const char *);
    size_t count = 0;
    for (const struct value *item = list ? list->first : NULL; item; item = item->next) {
        struct swarm_task task = swarm_case_task(&at, item);
        struct swarm_node node;
        const struct swarm_node *found = NULL;
        for (const struct value *n = nodes ? nodes->first : NULL; n && !found; n = n->next) {
            swarm_node_read(&at.reading, n, &node);
            found = strcmp(node.id, task.node_id) == 0 ? &node : NULL;
        }
        if (task.node_id[0] && task.desired <= STATE_RUNNING && swarm_node_evicts(found))
            ids[count++] = task.id;
    }
    swarm_case_compare_set(&at, "evicted", ids, count);
    return swarm_case_end(&at);
}

enum outcome kind_swarm_global(const struct value *vector, struct buf *why)
{
    struct swarm_case at = swarm_case_begin(vector, why);
    struct swarm_node node;
    swarm_node_read(&at.reading, value_get(at.input, "node"), &node);
    struct swarm_placement placement = swarm_case_placement(&at, value_get(at.input, "service"));
    struct node facts = swarm_case_node(&at, &node);
    bool runs = swarm_runs_global(&node, &placement);
    if (runs != (swarm_case_takes(&at, &placement, &facts)))
        buf_add_text(why, "; import and evaluator disagree");
    compare_bool(&at, "runs", runs);
    compare_bool(&at, "restarted_after_failure", swarm_restarts_global(&node, &placement));
    return swarm_case_end(&at);
}
