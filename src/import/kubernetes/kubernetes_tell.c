/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Findings on workloads: what a reader should know of them, and what the model does not hold. */
#include <string.h>

#include "base/buf.h"
#include "import/kubernetes/kubernetes_objects.h"

static void tell_partial(struct kube *kube, const struct kube_emission *emission,
                         const struct kube_figures *figures)
{
    bool cpu = figures->lacks_cpu && kubernetes_amount_find(&figures->requests, "cpu") != NULL;
    bool memory =
        figures->lacks_memory && kubernetes_amount_find(&figures->requests, "memory") != NULL;

    if (cpu || memory)
        builder_finding(
            kube->builder, SEVERITY_WARNING, "partial-reservation", kube->cluster, emission->stack,
            -1, "%s: some of its containers reserve no %s; the sum of the others counts",
            emission->title, cpu && memory ? "cpu and memory" : (cpu ? "cpu" : "memory"));
}

static void tell_not_modelled(struct kube *kube, const struct kube_emission *emission)
{
    const struct pod_placement *placement = &emission->template->placement;
    const char *scheduler = emission->template->scheduler;
    struct buf text;

    buf_init(&text);
    for (int32_t i = 0; i < placement->not_modelled_count; i++)
        buf_format(&text, "%s%.150s", text.length > 0 ? "; " : "", placement->not_modelled[i]);
    if (emission->has_own_volumes)
        buf_format(&text, "%severy replica with its own volume", text.length > 0 ? "; " : "");
    if (scheduler[0] != '\0' && strcmp(scheduler, "default-scheduler") != 0)
        buf_format(&text, "%sschedulerName %.60s", text.length > 0 ? "; " : "", scheduler);
    if (text.length > 0)
        builder_finding(kube->builder, SEVERITY_WARNING, "not-modelled", kube->cluster,
                        emission->stack, -1, "%s: rules that are not modelled: %.600s",
                        emission->title, text.data);
    buf_release(&text);
}

void kubernetes_tell(struct kube *kube, const struct kube_emission *emission,
                     const struct kube_figures *figures)
{
    if (emission->pending > 0)
        builder_finding(kube->builder, SEVERITY_INFO, "pending", kube->cluster, emission->stack, -1,
                        "%s: pods that are on no node and hold nothing: %lld", emission->title,
                        (long long)emission->pending);
    if (figures->is_mixed)
        builder_finding(kube->builder, SEVERITY_INFO, "mixed-requests", kube->cluster,
                        emission->stack, -1,
                        "%s: its pods and its template do not all request the same; the largest "
                        "of each resource counts for every replica",
                        emission->title);
    tell_partial(kube, emission, figures);
    if (emission->template != NULL && emission->template->refusal != NULL)
        builder_finding(kube->builder, SEVERITY_WARNING, "limit-range", kube->cluster,
                        emission->stack, -1, "%s: %.400s", emission->title,
                        emission->template->refusal);
    if (emission->template != NULL)
        tell_not_modelled(kube, emission);
}

/* ---- pods on nodes that were not read */

void kubernetes_note_missing_node(struct kube *kube, const char *node)
{
    int32_t index = intern_add(kube->missing_nodes, node, strlen(node));

    while (kube->missing_pods.count <= (size_t)index)
        KUBE_ADD(kube->missing_pods, 0);
    kube->missing_pods.items[index]++;
}

void kubernetes_tell_missing_nodes(struct kube *kube)
{
    if (kube->missing_pods.count > 0)
        builder_cluster_partial(kube->builder, kube->cluster);
    for (size_t i = 0; i < kube->missing_pods.count; i++)
        builder_finding(kube->builder, SEVERITY_WARNING, "node-not-listed", kube->cluster, -1, -1,
                        "node %.150s is not in the node list, but pods stand on it (%lld): the "
                        "snapshot is partial",
                        intern_name(kube->missing_nodes, (int32_t)i),
                        (long long)kube->missing_pods.items[i]);
}
