/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pod_placement: the cap that rules between pods come to, and the preferences that no answer holds.
 */
#include <string.h>

#include "base/arena.h"
#include "document/document.h"
#include "import/kubernetes/pods/pod_placement.h"
#include "import/reading.h"

/* Does the term look at the namespace of the pod itself? A selector by labels is taken not to, for
 * the labels of the namespace may be unknown. */
static bool covers_own_namespace(const struct pod_term *term, const char *name_space)
{
    if (term->name_space_selector.is_given && term->name_space_selector.count == 0)
        return true;
    for (int32_t i = 0; i < term->name_space_count; i++)
        if (strcmp(term->name_spaces[i], name_space) == 0)
            return true;
    return false;
}

/* Required anti-affinity against its own pods on one node is a cap as well. */
static bool is_one_a_node(const struct pod_rule *rule, const char *name_space,
                          const struct label *labels, int32_t label_count)
{
    for (int32_t i = 0; i < rule->anti_affinity_count; i++) {
        const struct pod_term *term = &rule->anti_affinity[i];

        if (strcmp(term->topology_key, "kubernetes.io/hostname") == 0 &&
            covers_own_namespace(term, name_space) &&
            label_selector_matches(&term->selector, labels, label_count))
            return true;
    }
    return rule->port_count > 0;
}

static bool has_preference(const struct value *spec, const char *affinity)
{
    const struct value *list =
        value_path(spec, "affinity", affinity, "preferredDuringSchedulingIgnoredDuringExecution",
                   (char *)NULL);

    return list != NULL && list->count > 0;
}

/* The preferences of a spec, each kind once. */
static void tell_preferences(const struct reading *reading, const struct value *spec,
                             struct pod_placement *ret)
{
    static const char *const kinds[] = {"nodeAffinity", "podAffinity", "podAntiAffinity"};
    const struct value *spread = value_get(spec, "topologySpreadConstraints");
    const char **texts = ARENA_NEW(reading->arena, 4, const char *);
    bool is_soft = false;

    for (int i = 0; i < 3; i++)
        if (has_preference(spec, kinds[i]))
            texts[ret->not_modelled_count++] =
                arena_format(reading->arena, "preferred %s", kinds[i]);
    for (const struct value *item = spread == NULL ? NULL : spread->first; item != NULL;
         item = item->next)
        is_soft |=
            strcmp(value_text(value_get(item, "whenUnsatisfiable"), ""), "ScheduleAnyway") == 0;
    if (is_soft)
        texts[ret->not_modelled_count++] = "topologySpreadConstraints with ScheduleAnyway";
    ret->not_modelled = texts;
}

bool pod_placement_read(const struct reading *reading, const struct value *pod,
                        const char *name_space, bool is_daemon, struct pod_placement *ret)
{
    const struct value *metadata = reading_map(reading, pod, "metadata");
    const struct value *spec = reading_map(reading, pod, "spec");
    const struct label *labels;
    int32_t label_count;
    bool is_valid;

    *ret = (struct pod_placement){.has_max_per_node = false};
    is_valid = node_rule_read(reading, spec, is_daemon, &ret->rule);
    is_valid &= pod_rule_read(reading, pod, name_space, &ret->pod_rule);
    is_valid &=
        labels_read(reading, reading_map(reading, metadata, "labels"), &labels, &label_count);
    ret->has_max_per_node = is_one_a_node(&ret->pod_rule, name_space, labels, label_count);
    tell_preferences(reading, spec, ret);
    return is_valid;
}
