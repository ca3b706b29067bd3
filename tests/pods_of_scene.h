/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pods_of_scene: the questions of model/pod_eligible put to verify's own evaluator: a new pod is a
 * fresh one beside those that are there.
 */
#ifndef MUSTER_TESTS_PODS_OF_SCENE_H
#define MUSTER_TESTS_PODS_OF_SCENE_H

#include "model/pods/pod_eligible.h"

enum pod_affinity_fit verify_affinity_fit(const struct pod_scene *scene, const struct pod_view *pod,
                                          int32_t node_ix);
enum pod_spread_fit verify_spread_fit(const struct pod_scene *scene, const struct pod_view *pod,
                                      int32_t node_ix);
int64_t verify_spread_count(const struct pod_scene *scene, const struct pod_view *pod,
                            int32_t index, const char *value, bool *ret_counts);

/* May the pod go to the node as far as host ports go? */
bool verify_ports_fit(const struct pod_scene *scene, const struct pod_view *pod, int32_t node_ix);

#endif
