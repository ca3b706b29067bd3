/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PodDisruptionBudget: how many pods may be down at once. */
#include <string.h>

#include "base/arena.h"
#include "document/document.h"
#include "import/kubernetes/kubernetes_objects.h"
#include "import/kubernetes/pods/label_selector.h"

/* A whole number, or a share of the pods: "30%". */
static bool read_bound(const struct kube_object *object, const struct value *spec, const char *key,
                       struct disruption_budget *ret)
{
    const struct value *value = value_get(spec, key);
    const char *text = value_text(value, "");
    size_t digits = strspn(text, "0123456789");

    ret->is_percent = digits > 0 && digits <= 3 && strcmp(text + digits, "%") == 0;
    for (size_t i = 0; ret->is_percent && i < digits; i++)
        ret->value = ret->value * 10 + (text[i] - '0');
    if (ret->is_percent ? ret->value <= 100 : value_integer(value, &ret->value) && ret->value >= 0)
        return true;
    return reading_error(&object->reading, value,
                         "PodDisruptionBudget %.150s: %s: found \"%.60s\"; expected a whole "
                         "number or 0%% to 100%%",
                         object->name, key, value->text);
}

/* Of policy/v1beta1 a selector without conditions holds for no pod, of policy/v1 for all. */
static bool read_selector(const struct kube_object *object, const struct value *spec,
                          struct label_selector *ret)
{
    const char *version = value_text(value_get(object->value, "apiVersion"), "");

    if (!label_selector_read(&object->reading, value_get(spec, "selector"), ret))
        return false;
    if (strcmp(version, "policy/v1beta1") == 0 && ret->count == 0)
        ret->is_given = false;
    return true;
}

void kubernetes_budget(struct kube_object *object)
{
    const struct value *spec = reading_map(&object->reading, object->value, "spec");
    bool has_most = value_get(spec, "maxUnavailable") != NULL;
    struct kube_budget made = {.budget = {.cluster_ix = object->kube->cluster,
                                          .name_space = object->name_space,
                                          .name = object->name,
                                          .is_max_unavailable = has_most}};

    made.origin = kubernetes_origin(object, object->value);
    if (!has_most && value_get(spec, "minAvailable") == NULL) {
        builder_finding(object->kube->builder, SEVERITY_WARNING, "not-modelled",
                        object->kube->cluster, -1, -1,
                        "PodDisruptionBudget %.100s/%.150s: it has neither minAvailable nor "
                        "maxUnavailable; it is left out",
                        object->name_space, object->name);
        return;
    }
    if (read_selector(object, spec, &made.budget.selector) &&
        read_bound(object, spec, has_most ? "maxUnavailable" : "minAvailable", &made.budget))
        KUBE_ADD(object->kube->budgets, made);
}

/* The pods that there should be of those that it holds for. */
static int64_t wanted_pods(const struct kube *kube, const struct disruption_budget *budget)
{
    int64_t count = 0;

    for (size_t i = 0; i < kube->workloads.count; i++) {
        const struct kube_workload *workload = &kube->workloads.items[i];
        const struct kube_template *template;
        int32_t index = workload->template_ix;

        if (index < 0 && workload->pod_count > 0)
            index = kube->pods.items[kube->by_workload[workload->first_pod]].template_ix;
        if (index < 0 || workload->is_child ||
            strcmp(workload->name_space, budget->name_space) != 0)
            continue;
        template = &kube->templates.items[index];
        if (budget->selector.is_given &&
            label_selector_matches(&budget->selector, template->labels, template->label_count))
            count +=
                workload->desired > workload->pod_count ? workload->desired : workload->pod_count;
    }
    return count;
}

/* Shares round up, of what must stay and of what may go. */
static int64_t allowed(const struct disruption_budget *budget, int64_t pods)
{
    int64_t bound = budget->is_percent ? (budget->value * pods + 99) / 100 : budget->value;

    return budget->is_max_unavailable ? bound : pods - bound;
}

void kubernetes_emit_budgets(struct kube *kube)
{
    for (size_t i = 0; i < kube->budgets.count; i++) {
        const struct disruption_budget *budget = &kube->budgets.items[i].budget;
        int64_t pods = wanted_pods(kube, budget);

        builder_budget(kube->builder, budget, &kube->budgets.items[i].origin);
        if (pods > 0 && allowed(budget, pods) <= 0)
            builder_finding(kube->builder, SEVERITY_WARNING, "budget-blocks", kube->cluster, -1, -1,
                            "PodDisruptionBudget %.100s/%.150s: %s %lld%s allows none of its %lld "
                            "pod%s to be down",
                            budget->name_space, budget->name,
                            budget->is_max_unavailable ? "maxUnavailable" : "minAvailable",
                            (long long)budget->value, budget->is_percent ? "%" : "",
                            (long long)pods, pods == 1 ? "" : "s");
    }
}
