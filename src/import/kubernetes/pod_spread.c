/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pod_placement: what the model holds of the rules between pods (caps), and what it does not. */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "document/document.h"
#include "import/kubernetes/pod_placement.h"
#include "import/reading.h"

/* What is collected on the way. */
struct spread {
    const struct reading *reading;
    const char *name_space;
    const struct label *labels;
    int32_t label_count;
    struct pod_placement *placement;
    const char **not_modelled;
    struct label_selector *own;
};

static void add_not_modelled(struct spread *spread, const char *text)
{
    struct pod_placement *placement = spread->placement;

    spread->not_modelled[placement->not_modelled_count++] = text;
    placement->not_modelled = spread->not_modelled;
}

/* Does the term look at the namespace of the pod itself? A selector by labels is taken not to, for
 * the labels of the namespace may be unknown. */
static bool covers_own_namespace(const struct spread *spread, const struct pod_term *term)
{
    if (term->name_space_selector.is_given && term->name_space_selector.count == 0)
        return true;
    for (int32_t i = 0; i < term->name_space_count; i++)
        if (strcmp(term->name_spaces[i], spread->name_space) == 0)
            return true;
    return false;
}

static bool is_zone_key(const char *key)
{
    return strcmp(key, "topology.kubernetes.io/zone") == 0 ||
           strcmp(key, "failure-domain.beta.kubernetes.io/zone") == 0;
}

/* A required anti-affinity term. Against its own pods it is a cap of one a node or a zone. */
static void take_anti_term(struct spread *spread, const struct pod_term *term)
{
    struct pod_placement *placement = spread->placement;
    bool is_own = covers_own_namespace(spread, term) &&
                  label_selector_matches(&term->selector, spread->labels, spread->label_count);

    if (is_own && strcmp(term->topology_key, "kubernetes.io/hostname") == 0)
        placement->has_max_per_node = true;
    else if (is_own && is_zone_key(term->topology_key))
        placement->has_max_per_zone = true;
    else
        add_not_modelled(spread, arena_format(spread->reading->arena, "podAntiAffinity%s (%s)",
                                              is_own ? "" : " against other workloads",
                                              term->topology_key));
    if (is_own) {
        spread->own[placement->own_selector_count++] = term->selector;
        placement->own_selectors = spread->own;
    }
}

static const char *host_ports_text(const struct spread *spread)
{
    const struct pod_rule *rule = &spread->placement->pod_rule;
    struct buf buf;
    const char *text;

    buf_init(&buf);
    buf_add_text(&buf, "host ports of other workloads (");
    for (int32_t i = 0; i < rule->port_count && i < 8; i++)
        buf_format(&buf, "%s%d/%.8s", i == 0 ? "" : ", ", (int)rule->ports[i].port,
                   rule->ports[i].protocol);
    buf_add_text(&buf, rule->port_count > 8 ? ", ...)" : ")");
    text = arena_strdup(spread->reading->arena, buf.data);
    buf_release(&buf);
    return text;
}

/* Caps and texts from the rules between pods. */
static void take_pod_rule(struct spread *spread)
{
    const struct pod_rule *rule = &spread->placement->pod_rule;
    struct arena *arena = spread->reading->arena;

    spread->not_modelled =
        ARENA_NEW(arena, rule->affinity_count + rule->anti_affinity_count + rule->spread_count + 1,
                  const char *);
    spread->own = ARENA_NEW(arena, rule->anti_affinity_count, struct label_selector);
    if (rule->port_count > 0) {
        spread->placement->has_max_per_node = true;
        add_not_modelled(spread, host_ports_text(spread));
    }
    for (int32_t i = 0; i < rule->affinity_count; i++)
        add_not_modelled(spread,
                         arena_format(arena, "podAffinity (%s)", rule->affinity[i].topology_key));
    for (int32_t i = 0; i < rule->anti_affinity_count; i++)
        take_anti_term(spread, &rule->anti_affinity[i]);
    for (int32_t i = 0; i < rule->spread_count; i++)
        add_not_modelled(spread, arena_format(arena, "topologySpreadConstraints (%s, maxSkew %lld)",
                                              rule->spread[i].topology_key,
                                              (long long)rule->spread[i].max_skew));
}

bool pod_placement_read(const struct reading *reading, const struct value *pod,
                        const char *name_space, bool is_daemon, struct pod_placement *ret)
{
    const struct value *metadata = reading_map(reading, pod, "metadata");
    struct spread spread = {.reading = reading, .name_space = name_space, .placement = ret};
    bool is_valid;

    *ret = (struct pod_placement){.has_max_per_node = false};
    is_valid = node_rule_read(reading, reading_map(reading, pod, "spec"), is_daemon, &ret->rule);
    is_valid &= pod_rule_read(reading, pod, name_space, &ret->pod_rule);
    is_valid &= labels_read(reading, reading_map(reading, metadata, "labels"), &spread.labels,
                            &spread.label_count);
    take_pod_rule(&spread);
    return is_valid;
}
