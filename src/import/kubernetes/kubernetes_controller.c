/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Deployments and their like: how many replicas, of which template, of whom. */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/caps.h"
#include "document/document.h"
#include "import/kubernetes/kubernetes_objects.h"

/* A count of the spec: at least 0, `fallback` when it is not given. */
static int64_t read_count(struct kube_object *object, const struct value *map, const char *key,
                          int64_t fallback)
{
    long long count = fallback;

    if (!reading_integer(&object->reading, map, key, &count))
        return fallback;
    if (count < 0 || count > CAP_REPLICAS) {
        reading_error(&object->reading, value_get(map, key),
                      "%s: found %lld; expected 0 to %lld (CAP_REPLICAS)", key, count,
                      (long long)CAP_REPLICAS);
        return fallback;
    }
    return count;
}

static bool job_has_ended(const struct value *status)
{
    const struct value *list = value_get(status, "conditions");

    for (const struct value *item = list == NULL ? NULL : list->first; item != NULL;
         item = item->next) {
        const char *type = value_text(value_get(item, "type"), "");

        if ((strcmp(type, "Complete") == 0 || strcmp(type, "Failed") == 0) &&
            strcmp(value_text(value_get(item, "status"), ""), "True") == 0)
            return true;
    }
    return value_get(status, "completionTime") != NULL;
}

/* Of a Job what still runs: `parallelism` pods while it is active, at most as many as are missing.
 */
static int64_t job_desired(struct kube_object *object, const struct value *spec,
                           const struct value *status)
{
    const struct value *suspended = value_get(spec, "suspend");
    int64_t parallelism = read_count(object, spec, "parallelism", 1);
    int64_t completions = read_count(object, spec, "completions", -1);
    int64_t missing;

    if (job_has_ended(status) ||
        (suspended != NULL && suspended->kind == VALUE_BOOL && suspended->boolean))
        return 0;
    if (completions < 0)
        return parallelism;
    missing = completions - read_count(object, status, "succeeded", 0);
    if (missing < 0)
        missing = 0;
    return parallelism < missing ? parallelism : missing;
}

void kubernetes_controller(struct kube_object *object)
{
    struct kube *kube = object->kube;
    const struct reading *reading = &object->reading;
    const struct value *spec = reading_map(reading, object->value, "spec");
    const struct value *status = reading_map(reading, object->value, "status");
    const struct value *template;
    struct kube_workload *workload;
    struct origin origin = kubernetes_origin(object, object->value);
    int32_t index, template_ix = -1;
    bool is_daemon = strcmp(object->kind, "DaemonSet") == 0;

    if (strcmp(object->kind, "CronJob") == 0)
        template = reading_map(
            reading, reading_map(reading, reading_map(reading, spec, "jobTemplate"), "spec"),
            "template");
    else
        template = reading_map(reading, spec, "template");
    if (template != NULL) {
        const struct value *pod = reading_map(reading, template, "spec");

        template_ix = kubernetes_template(object, template, is_daemon);
        kube->templates.items[template_ix].claims = kubernetes_claims(object, pod, "");
        kube->templates.items[template_ix].per_pod = kubernetes_claim_templates(object, spec);
    }
    index = kubernetes_add_workload(kube, object->name_space, object->kind, object->name, &origin);
    workload = &kube->workloads.items[index];
    kube->twice += workload->has_object;
    workload->has_object = true;
    workload->is_daemon = is_daemon;
    workload->owner = kubernetes_owner(object);
    workload->template_ix = template_ix;
    workload->origin = origin;
    workload->pin =
        template == NULL ? "" : reading_text(reading, value_get(template, "spec"), "nodeName", "");
    (void)labels_read(reading, reading_map(reading, value_get(object->value, "metadata"), "labels"),
                      &workload->labels, &workload->label_count);
    if (is_daemon || strcmp(object->kind, "CronJob") == 0)
        workload->desired = 0;
    else if (strcmp(object->kind, "Job") == 0)
        workload->desired = job_desired(object, spec, status);
    else
        workload->desired = read_count(object, spec, "replicas", 1);
}

void kubernetes_object(struct kube_object *object)
{
    static const struct {
        const char *kind;
        void (*read)(struct kube_object *object);
    } kinds[] = {
        {"Node", kubernetes_node},
        {"Pod", kubernetes_pod},
        {"Namespace", kubernetes_namespace},
        {"LimitRange", kubernetes_limit_range},
        {"PriorityClass", kubernetes_priority_class},
        {"RuntimeClass", kubernetes_runtime_class},
        {"PersistentVolume", kubernetes_volume},
        {"PersistentVolumeClaim", kubernetes_claim},
        {"StorageClass", kubernetes_storage_class},
        {"ResourceQuota", kubernetes_quota},
        {"PodDisruptionBudget", kubernetes_budget},
    };

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(kinds[i].kind, object->kind) == 0) {
            kinds[i].read(object);
            return;
        }
    kubernetes_controller(object);
}
