/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * evaluator: who judges the rules of a vector. muster has two evaluators that share no code: that
 * of model (eligible, pod_eligible), with which plans are made, and that of verify (verify_rule,
 * verify/pods, verify_plan), with which they are checked.
 */
#ifndef MUSTER_TESTS_CONFORMANCE_EVALUATOR_H
#define MUSTER_TESTS_CONFORMANCE_EVALUATOR_H

#include "model/pods/pod_eligible.h"

/* A node, the pods on it and a new one, in amounts of resources; "pods" is one of them, of which
 * each takes 1. */
struct room {
    int32_t resource_count;
    const char *const *names;
    const int64_t *capacity; /* [resource_count] */
    int32_t pod_count;
    const int64_t *used;  /* [pod_count * resource_count] */
    const int64_t *added; /* [resource_count] */
    bool *is_short;       /* [resource_count] set by the evaluator */
};

struct evaluator {
    const char *name;
    /* May a new replica under the rule go to the node? */
    bool (*takes_node)(const struct rule *rule, const struct node *node);
    bool (*expression_holds)(const struct expression *expression, const struct node *node);
    bool (*tolerates)(const struct toleration *tolerations, int32_t count,
                      const struct taint *taint);
    /* Does a selector that is given hold for labels? */
    bool (*selects)(const struct label_selector *selector, const struct label *labels,
                    int32_t label_count);
    enum pod_affinity_fit (*affinity_fit)(const struct pod_scene *scene, const struct pod_view *pod,
                                          int32_t node_ix);
    enum pod_spread_fit (*spread_fit)(const struct pod_scene *scene, const struct pod_view *pod,
                                      int32_t node_ix);
    int64_t (*spread_count)(const struct pod_scene *scene, const struct pod_view *pod,
                            int32_t index, const char *value, bool *ret_counts);
    /* May the pod go to the node, as far as its host ports go? */
    bool (*ports_fit)(const struct pod_scene *scene, const struct pod_view *pod, int32_t node_ix);
    /* Do the amounts of a new pod find room? */
    void (*weigh)(struct room *room);
};

extern const struct evaluator evaluator_model, evaluator_verify;

/* The one that was chosen on the command line. */
extern const struct evaluator *evaluator;

#endif
