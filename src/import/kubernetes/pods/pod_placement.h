/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pod_placement: where a pod may run, from its spec to an estate/rule.h rule and caps. Preferences
 * are left out by right, and listed by name.
 */
#ifndef MUSTER_IMPORT_POD_PLACEMENT_H
#define MUSTER_IMPORT_POD_PLACEMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "estate/rule.h"
#include "import/kubernetes/pods/label_selector.h"
#include "import/kubernetes/pods/pod_rule.h"

struct reading;
struct value;

struct pod_placement {
    struct rule rule;
    /* The cap is 1: host ports, or anti-affinity against its own pods on kubernetes.io/hostname,
     * which the kubelet gives every node as its own. */
    bool has_max_per_node;
    struct pod_rule pod_rule; /* the rules between pods as they are */
    /* Preferences, which no answer holds, as a person would name them. */
    const char *const *not_modelled;
    int32_t not_modelled_count;
};

/* Read metadata.labels, metadata.namespace and spec of a pod, or of a controller's template
 * (name_space: where its pods will be). is_daemon: of a DaemonSet; the node that its controller has
 * pinned each pod to is left out. False with errors added; the rule then holds what could be read.
 */
bool pod_placement_read(const struct reading *reading, const struct value *pod,
                        const char *name_space, bool is_daemon, struct pod_placement *ret);

/* ---- the parts, each false with errors added */

bool taint_read(const struct reading *reading, const struct value *value, struct taint *ret);
bool toleration_read(const struct reading *reading, const struct value *value,
                     struct toleration *ret);

/* A list of tolerations (NULL: none). */
bool tolerations_read(const struct reading *reading, const struct value *list,
                      const struct toleration **ret, int32_t *ret_count);

/* A map of labels (NULL: none); values that are no strings are errors. */
bool labels_read(const struct reading *reading, const struct value *map, const struct label **ret,
                 int32_t *ret_count);

/* nodeSelectorTerms. A term that is invalid matches no node (it is left without expressions). */
bool node_terms_read(const struct reading *reading, const struct value *list,
                     const struct node_term **ret, int32_t *ret_count);

/* The rule of a spec alone: nodeSelector, required node affinity, tolerations, os. */
bool node_rule_read(const struct reading *reading, const struct value *spec, bool is_daemon,
                    struct rule *ret);

/* A nodeAffinity object (NULL: none): its required terms. */
bool node_affinity_read(const struct reading *reading, const struct value *affinity, bool is_daemon,
                        struct rule *rule);

/* spec.priority; 0 when it is not given. */
int64_t pod_priority_read(const struct reading *reading, const struct value *spec, bool *ret_has);

/* Add to a rule that only the node of this name will do. */
void rule_pin(const struct reading *reading, struct rule *rule, const char *node);

#endif
