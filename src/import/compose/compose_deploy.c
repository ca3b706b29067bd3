/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The deploy section of a service. */
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "import/compose/compose_model.h"

bool compose_mode_parse(const char *mode, const struct compose_number *replicas,
                        int64_t max_replicas, enum compose_mode *ret, struct error *reterr)
{
    static const char *const names[] = {"replicated", "global", "replicated-job", "global-job"};
    size_t i = 0;
    while (mode && mode[0] && i < 4 && strcmp(names[i], mode) != 0)
        i++;
    if (i == 4)
        return error_set(reterr, ERROR_INPUT,
                         "Unknown mode: %.60s; expected replicated, global, replicated-job or "
                         "global-job",
                         mode);
    bool is_global = i == COMPOSE_GLOBAL || i == COMPOSE_GLOBAL_JOB;
    if (is_global && replicas->is_given)
        return error_set(reterr, ERROR_INPUT,
                         "replicas can only be used with replicated or replicated-job mode");
    if (is_global && max_replicas > 0)
        return error_set(reterr, ERROR_INPUT,
                         "replicas-max-per-node can only be used with replicated or "
                         "replicated-job mode");
    *ret = (enum compose_mode)i;
    return true;
}

/* ---- placement */

static bool take_preferences(struct compose_reader *reader, const struct compose_node *placement,
                             struct compose_deploy *ret)
{
    static const char *const keys[] = {"spread", NULL};
    const struct compose_node *list = compose_tree_get(placement, "preferences");
    if (!list)
        return true;
    if (list->kind != VALUE_LIST)
        return compose_error(reader, list, "found %s; expected a list of preferences",
                             value_kind_name(list->kind));
    const char **spreads = ARENA_NEW(reader->arena, list->count, const char *);
    for (const struct compose_node *item = list->first; item; item = item->next) {
        const char *spread = NULL;
        if (!compose_check_keys(reader, item, keys) ||
            !compose_take_text(reader, item, "spread", &spread))
            return false;
        if (spread)
            spreads[ret->spread_count++] = spread;
    }
    ret->spreads = spreads;
    return true;
}

static bool take_placement(struct compose_reader *reader, const struct compose_node *placement,
                           struct compose_deploy *ret)
{
    static const char *const keys[] = {"constraints", "preferences", "max_replicas_per_node", NULL};
    struct compose_number most = {.value = 0};
    bool is_good = compose_check_keys(reader, placement, keys);
    is_good = compose_take_texts(reader, placement, "constraints", &ret->placement.constraints,
                                 &ret->placement.constraint_count) &&
              is_good;
    is_good = take_preferences(reader, placement, ret) && is_good;
    is_good = compose_take_number(reader, placement, "max_replicas_per_node", 0, &most) && is_good;
    ret->placement.max_replicas = most.value;
    return is_good;
}

/* ---- update, rollback, restart */

static bool take_ratio(struct compose_reader *reader, const struct compose_node *map,
                       struct compose_conduct *ret)
{
    const struct compose_node *node = compose_tree_get(map, "max_failure_ratio");
    if (node && (node->length == 0 || strspn(node->text, "0123456789.eE+-") != node->length))
        return compose_error(reader, node, "found %s; expected a number",
                             value_kind_name(node->kind));
    return compose_take_text(reader, map, "max_failure_ratio", &ret->max_failure_ratio);
}

static bool take_update(struct compose_reader *reader, const struct compose_node *map,
                        struct compose_conduct *ret)
{
    static const char *const keys[] = {
        "parallelism", "delay", "failure_action", "monitor", "max_failure_ratio", "order", NULL};
    bool is_good = compose_check_keys(reader, map, keys);
    is_good = compose_take_number(reader, map, "parallelism", 0, &ret->parallelism) && is_good;
    is_good = compose_take_duration(reader, map, "delay", &ret->delay_ns) && is_good;
    is_good = compose_take_duration(reader, map, "monitor", &ret->monitor_ns) && is_good;
    is_good = compose_take_text(reader, map, "failure_action", &ret->failure_action) && is_good;
    is_good = compose_take_text(reader, map, "order", &ret->order) && is_good;
    return take_ratio(reader, map, ret) && is_good;
}

static bool take_restart(struct compose_reader *reader, const struct compose_node *map,
                         struct compose_conduct *ret)
{
    static const char *const keys[] = {"condition", "delay", "max_attempts", "window", NULL};
    bool is_good = compose_check_keys(reader, map, keys);
    is_good = compose_take_text(reader, map, "condition", &ret->condition) && is_good;
    is_good = compose_take_duration(reader, map, "delay", &ret->delay_ns) && is_good;
    is_good = compose_take_number(reader, map, "max_attempts", 0, &ret->max_attempts) && is_good;
    return compose_take_duration(reader, map, "window", &ret->window_ns) && is_good;
}

/* ---- all */

static bool take_mode(struct compose_reader *reader, const struct compose_node *deploy,
                      struct compose_deploy *ret)
{
    const struct compose_node *node = compose_tree_get(deploy, "mode");
    struct error error = {.code = ERROR_NONE};
    if (!compose_take_text(reader, deploy, "mode", &ret->mode_text) ||
        !compose_take_number(reader, deploy, "replicas", 0, &ret->replicas))
        return false;
    if (!compose_mode_parse(ret->mode_text, &ret->replicas, ret->placement.max_replicas, &ret->mode,
                            &error))
        return compose_error(reader, node, "%.400s", error.text);
    return true;
}

bool compose_take_deploy(struct compose_reader *reader, const struct compose_node *deploy,
                         struct compose_deploy *ret)
{
    static const char *const keys[] = {
        "mode",          "endpoint_mode", "replicas",       "labels",    "rollback_config",
        "update_config", "resources",     "restart_policy", "placement", NULL};
    bool is_good = compose_check_keys(reader, deploy, keys);
    is_good = take_placement(reader, compose_tree_get(deploy, "placement"), ret) && is_good;
    is_good = take_mode(reader, deploy, ret) && is_good;
    is_good = compose_take_text(reader, deploy, "endpoint_mode", &ret->endpoint_mode) && is_good;
    is_good =
        compose_take_labels(reader, deploy, "labels", &ret->labels, &ret->label_count) && is_good;
    is_good = compose_take_resources(reader, compose_tree_get(deploy, "resources"), ret) && is_good;
    is_good =
        take_update(reader, compose_tree_get(deploy, "update_config"), &ret->update) && is_good;
    is_good =
        take_update(reader, compose_tree_get(deploy, "rollback_config"), &ret->rollback) && is_good;
    return take_restart(reader, compose_tree_get(deploy, "restart_policy"), &ret->restart) &&
           is_good;
}
