/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * settings: what muster.yaml says about how sources are read. Filled by estate_file, read by every
 * source; the strings live as long as the import.
 */
#ifndef MUSTER_IMPORT_SETTINGS_H
#define MUSTER_IMPORT_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "estate/builder.h"

struct import_settings {
    /* `stack_key`: label keys; the first that a pod has names its stack. The word "namespace"
     * stands for the namespace of the pod. Never empty: the default is app.kubernetes.io/part-of,
     * app.kubernetes.io/instance, namespace. An object that has none of them is a stack of its own,
     * by the name of its workload. */
    const char *const *stack_keys;
    int32_t stack_key_count;

    /* `environment_key`: label keys; the first that a workload has says the environment of its
     * stack (else the cluster's, which the builder knows). The default is environment, env. */
    const char *const *environment_keys;
    int32_t environment_key_count;

    /* `failover_key`: label keys; the first that a workload has says its failover_replicas. The
     * default is muster.failover-replicas. */
    const char *const *failover_keys;
    int32_t failover_key_count;

    /* `workloads_on` of the mke cluster that is read: its managers, its registry (MSR) nodes take
     * workloads. */
    bool managers_work, registry_works;
};

struct label_list {
    const struct label *items;
    int32_t count;
};

/* Tell the builder what labels of `failover_key` say of a workload; of equal keys the first list
 * counts. Else than a whole number is an error. */
void settings_failover(const struct import_settings *settings, struct builder *builder,
                       int32_t workload, const struct label_list lists[2],
                       const struct origin *origin);

#endif
