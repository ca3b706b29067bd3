/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fit: the amounts of a node, of the pods on it and of a new one, read by import.
 */
#ifndef MUSTER_TESTS_CONFORMANCE_FIT_H
#define MUSTER_TESTS_CONFORMANCE_FIT_H

#include "base/buf.h"
#include "conformance/evaluator.h"
#include "import/kubernetes/pods/pod_request.h"
#include "import/reading.h"

struct fit {
    struct reading reading;
    struct resource_list capacity, requests;
    struct resource_list *used; /* of each pod that is there */
    int32_t pod_count;
    const struct value *input; /* its args: resources left to others */
    struct buf reasons;        /* "|Insufficient cpu|..." */
};

/* Add what a pod requests; false when it is refused. */
bool fit_add_pod(const struct fit *fit, const struct value *pod, struct resource_list *sum);

/* The resources that the new pod names, and pods. Those that are left to others it needs none of.
 */
void fit_fill_room(struct fit *fit, struct room *room);

#endif
