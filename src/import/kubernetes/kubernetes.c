/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "import/kubernetes/kubernetes.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "import/kubernetes/kubernetes_objects.h"

static struct kube kube_new(struct builder *builder, int32_t cluster,
                            const struct import_settings *settings, struct error_list *errors)
{
    struct arena *arena = arena_new();

    arena_share_texts(arena); /* the objects of a cluster say the same again and again */
    return (struct kube){
        .arena = arena,
        .names = arena_new(),
        .scratch = arena_new(),
        .builder = builder,
        .cluster = cluster,
        .settings = settings,
        .errors = errors,
        .template_parts = intern_new(),
        .template_keys = intern_new(),
        .workload_keys = intern_new(),
        .other_kinds = intern_new(),
        .volume_names = intern_new(),
        .claim_keys = intern_new(),
        .missing_nodes = intern_new(),
    };
}

/* What only reading needs: the builder soon takes as much. */
static void forget_keys(struct kube *kube)
{
    intern_free(kube->template_parts);
    intern_free(kube->template_keys);
    free(kube->pod_slots);
    kube->template_parts = kube->template_keys = NULL;
    kube->pod_slots = NULL;
}

static void kube_release(struct kube *kube)
{
    forget_keys(kube);
    intern_free(kube->workload_keys);
    intern_free(kube->other_kinds);
    intern_free(kube->volume_names);
    intern_free(kube->claim_keys);
    intern_free(kube->missing_nodes);
    free(kube->nodes.items);
    free(kube->pods.items);
    free(kube->templates.items);
    free(kube->workloads.items);
    free(kube->priority_classes.items);
    free(kube->budgets.items);
    free(kube->namespaces.items);
    free(kube->limit_ranges.items);
    free(kube->runtime_classes.items);
    free(kube->volumes.items);
    free(kube->claims.items);
    free(kube->storage_classes.items);
    buf_release(&kube->missing_claims);
    free(kube->other_counts.items);
    free(kube->keyed_templates.items);
    free(kube->missing_pods.items);
    arena_free(kube->scratch);
    arena_free(kube->names);
    arena_free(kube->arena);
}

/* What was passed over, in one finding. */
static void tell_other_kinds(const struct kube *kube)
{
    struct buf text;

    if (kube->twice > 0)
        builder_finding(kube->builder, SEVERITY_INFO, "object-twice", kube->cluster, -1, -1,
                        "objects that were read more than once (the last one read counts): %lld",
                        (long long)kube->twice);
    if (kube->other_counts.count == 0)
        return;
    buf_init(&text);
    for (size_t i = 0; i < kube->other_counts.count; i++)
        buf_format(&text, "%s%.100s %lld", i == 0 ? "" : ", ",
                   intern_name(kube->other_kinds, (int32_t)i),
                   (long long)kube->other_counts.items[i]);
    builder_finding(kube->builder, SEVERITY_INFO, "objects-not-read", kube->cluster, -1, -1,
                    "objects of kinds that muster does not read: %.800s", text.data);
    buf_release(&text);
}

bool kubernetes_import(struct builder *builder, int32_t cluster,
                       const struct import_settings *settings, const char *const *paths,
                       int32_t count, struct error_list *errors)
{
    struct kube kube = kube_new(builder, cluster, settings, errors);
    size_t errors_before = errors->total;

    buf_init(&kube.missing_claims);
    for (int32_t i = 0; i < count; i++)
        kubernetes_read_path(&kube, paths[i]);
    forget_keys(&kube);
    if (errors->total == errors_before) {
        kubernetes_resolve(&kube);
        for (size_t i = 0; i < kube.templates.count; i++)
            kubernetes_template_finish(&kube, &kube.templates.items[i]);
        kubernetes_emit_nodes(&kube);
        kubernetes_emit_workloads(&kube);
        tell_other_kinds(&kube);
    }
    kube_release(&kube);
    return errors->total == errors_before;
}
