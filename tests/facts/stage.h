/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stage: nodes, pods and namespaces of a vector, read by import as a scene of pods.
 */
#ifndef MUSTER_TESTS_CONFORMANCE_STAGE_H
#define MUSTER_TESTS_CONFORMANCE_STAGE_H

#include "base/error.h"
#include "facts/kinds.h"
#include "import/reading.h"
#include "model/pods/pod_eligible.h"

struct stage {
    struct reading reading; /* its arena holds the stage too */
    struct error_list errors;
    struct pod_scene scene; /* input.node or nodes (objects or names), existing_pods, namespaces */
    struct pod_view pod;    /* input.pod */
};

struct stage *stage_new(const struct value *vector);
enum outcome stage_end(struct stage *stage, const struct buf *why); /* frees it */

#endif
