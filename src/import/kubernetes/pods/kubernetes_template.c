/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What admission makes of a template, and its requests and limits in units. */
#include <string.h>

#include "base/arena.h"
#include "import/kubernetes/kubernetes_objects.h"

/* RuntimeClass admission: overhead, node selector and tolerations of the class. */
static void apply_runtime_class(struct kube *kube, struct kube_template *template)
{
    const struct kube_runtime_class *found = NULL;
    struct rule *rule = &template->placement.rule;
    struct label *selector;
    struct toleration *tolerations;

    for (size_t i = 0; i < kube->runtime_classes.count; i++)
        if (strcmp(kube->runtime_classes.items[i].name, template->runtime_class) == 0)
            found = &kube->runtime_classes.items[i];
    if (found == NULL)
        return;
    resource_list_fill(kube->scratch, &template->resources.overhead, &found->overhead);
    selector =
        ARENA_NEW(kube->arena, rule->selector_count + found->rule.selector_count, struct label);
    tolerations = ARENA_NEW(kube->arena, rule->toleration_count + found->rule.toleration_count,
                            struct toleration);
    for (int32_t i = 0; i < rule->selector_count; i++)
        selector[i] = rule->selector[i];
    for (int32_t i = 0; i < found->rule.selector_count; i++)
        selector[rule->selector_count + i] = found->rule.selector[i];
    for (int32_t i = 0; i < rule->toleration_count; i++)
        tolerations[i] = rule->tolerations[i];
    for (int32_t i = 0; i < found->rule.toleration_count; i++)
        tolerations[rule->toleration_count + i] = found->rule.tolerations[i];
    rule->selector = selector;
    rule->selector_count += found->rule.selector_count;
    rule->tolerations = tolerations;
    rule->toleration_count += found->rule.toleration_count;
}

static void apply_limit_ranges(struct kube *kube, struct kube_template *template)
{
    for (int pass = 0; pass < 2; pass++) /* all defaults, then all refusals */
        for (size_t i = 0; i < kube->limit_ranges.count; i++) {
            const struct kube_limit_range *one = &kube->limit_ranges.items[i];
            const char *refusal;

            if (strcmp(one->name_space, template->name_space) != 0)
                continue;
            if (pass == 0) {
                pod_resources_limit_range(kube->scratch, &template->resources, &one->range);
                continue;
            }
            refusal = pod_resources_refusal(kube->scratch, &template->resources, &one->range);
            if (refusal != NULL && template->refusal == NULL)
                template->refusal = arena_format(
                    kube->arena, "LimitRange %.100s refuses new pods: %s", one->name, refusal);
        }
}

void kubernetes_template_finish(struct kube *kube, struct kube_template *template)
{
    /* A pod that is being resized holds the largest of what it had, has and will have. */
    const struct pod_request_options options = {.use_status = template->is_admitted};
    struct pod_resources *resources = &template->resources;
    struct resource_list requests, limits;

    arena_reset(kube->scratch);
    pod_resources_default(kube->scratch, resources);
    if (!template->is_admitted) {
        apply_runtime_class(kube, template);
        apply_limit_ranges(kube, template);
    }
    pod_requests(kube->scratch, resources, &options, &requests);
    pod_limits(kube->scratch, resources, &options, &limits);
    template->lacks_cpu = pod_request_lacks(resources, "cpu");
    template->lacks_memory = pod_request_lacks(resources, "memory");
    template->requests = kubernetes_amounts(kube, &requests, QUANTITY_UP, &template->origin);
    template->limits = kubernetes_amounts(kube, &limits, QUANTITY_UP, &template->origin);
    *resources =
        (struct pod_resources){.count = 0}; /* it is added up, and part of it was scratch */
}
