/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Resolved workloads to the builder: stack, figures, rule, placements. */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "import/kubernetes/kubernetes_objects.h"
#include "import/settings.h"

static const char *find_label(const struct label *labels, int32_t count, const char *key)
{
    for (int32_t i = 0; i < count; i++)
        if (strcmp(labels[i].key, key) == 0)
            return labels[i].value;
    return NULL;
}

/* The template that says what the workload is: its own, else that of its first pod; NULL = none. */
static const struct kube_template *template_of(const struct kube *kube,
                                               const struct kube_workload *workload)
{
    int32_t index = workload->template_ix;

    if (index < 0 && workload->pod_count > 0)
        index = kube->pods.items[kube->by_workload[workload->first_pod]].template_ix;
    return index < 0 ? NULL : &kube->templates.items[index];
}

/* ---- stack */

static const char *stack_name(const struct kube *kube, const struct kube_workload *workload,
                              const struct kube_template *template)
{
    const struct import_settings *settings = kube->settings;

    for (int32_t i = 0; i < settings->stack_key_count; i++) {
        const char *key = settings->stack_keys[i], *value = NULL;

        if (strcmp(key, "namespace") == 0)
            return workload->name_space;
        if (template != NULL)
            value = find_label(template->labels, template->label_count, key);
        if (value != NULL && value[0] != '\0')
            return value;
    }
    return workload->name;
}

static const char *environment_of(const struct kube *kube, const struct kube_workload *workload,
                                  const struct kube_template *template)
{
    const struct import_settings *settings = kube->settings;
    const struct kube_namespace *name_space = NULL;

    for (size_t i = 0; i < kube->namespaces.count; i++)
        if (strcmp(kube->namespaces.items[i].name, workload->name_space) == 0)
            name_space = &kube->namespaces.items[i];
    for (int level = 0; level < 3; level++)
        for (int32_t i = 0; i < settings->environment_key_count; i++) {
            const char *key = settings->environment_keys[i], *value = NULL;

            if (level == 0 && template != NULL)
                value = find_label(template->labels, template->label_count, key);
            else if (level == 1)
                value = find_label(workload->labels, workload->label_count, key);
            else if (level == 2 && name_space != NULL)
                value = find_label(name_space->labels, name_space->label_count, key);
            if (value != NULL && value[0] != '\0')
                return value;
        }
    return NULL;
}

static int32_t emit_stack(struct kube *kube, const struct kube_workload *workload,
                          const struct kube_template *template)
{
    const char *environment = environment_of(kube, workload, template);
    int32_t stack = builder_stack(kube->builder, kube->cluster, workload->name_space,
                                  stack_name(kube, workload, template), ORCHESTRATOR_KUBERNETES,
                                  &workload->origin);

    if (stack >= 0 && environment != NULL)
        builder_stack_environment(kube->builder, stack, environment);
    return stack;
}

/* ---- figures */

/* Each resource at the largest of the amounts. */
static void take_largest(struct kube *kube, struct kube_amounts *largest,
                         const struct kube_amounts *amounts)
{
    struct kube_amounts merged = {
        ARENA_NEW(kube->arena, largest->count + amounts->count, struct kube_amount), 0};

    for (int32_t i = 0; i < largest->count; i++)
        merged.items[merged.count++] = largest->items[i];
    for (int32_t i = 0; i < amounts->count; i++) {
        struct kube_amount *found = NULL;

        for (int32_t j = 0; j < merged.count; j++)
            if (strcmp(merged.items[j].name, amounts->items[i].name) == 0)
                found = &merged.items[j];
        if (found == NULL)
            merged.items[merged.count++] = amounts->items[i];
        else if (found->value < amounts->items[i].value)
            found->value = amounts->items[i].value;
    }
    *largest = merged;
}

static bool are_equal(const struct kube_amounts *a, const struct kube_amounts *b)
{
    if (a->count != b->count)
        return false;
    for (int32_t i = 0; i < a->count; i++) {
        const int64_t *other = kubernetes_amount_find(b, a->items[i].name);

        if (other == NULL || *other != a->items[i].value)
            return false;
    }
    return true;
}

/* The figures of one replica: the largest over its template and its pods. */
static struct kube_figures gather_figures(struct kube *kube, const struct kube_workload *workload)
{
    struct kube_figures figures = {.requests = {NULL, 0}};
    const struct kube_amounts *first = NULL;
    int32_t last = -1;

    for (int32_t i = -1; i < workload->pod_count; i++) {
        int32_t index =
            i < 0 ? workload->template_ix
                  : kube->pods.items[kube->by_workload[workload->first_pod + i]].template_ix;
        const struct kube_template *template;

        if (index < 0 || index == last)
            continue;
        last = index;
        template = &kube->templates.items[index];
        if (first != NULL && are_equal(first, &template->requests)) {
            take_largest(kube, &figures.limits, &template->limits);
            continue;
        }
        figures.is_mixed |= first != NULL;
        first = first == NULL ? &template->requests : first;
        take_largest(kube, &figures.requests, &template->requests);
        take_largest(kube, &figures.limits, &template->limits);
        figures.lacks_cpu |= template->lacks_cpu;
        figures.lacks_memory |= template->lacks_memory;
    }
    return figures;
}

/* Names that a container may request: the standard ones, and those with a domain. */
static bool is_container_resource(const char *name)
{
    return strcmp(name, "cpu") == 0 || strcmp(name, "memory") == 0 ||
           strcmp(name, "ephemeral-storage") == 0 ||
           strncmp(name, "hugepages-", strlen("hugepages-")) == 0 || strchr(name, '/') != NULL;
}

static void emit_amounts(struct kube *kube, struct kube_emission *emission,
                         const struct kube_amounts *amounts, bool are_limits)
{
    for (int32_t i = 0; i < amounts->count; i++) {
        const struct kube_amount *amount = &amounts->items[i];
        int32_t resource;

        if (strcmp(amount->name, "pods") == 0)
            continue; /* every replica counts as one */
        if (!is_container_resource(amount->name)) {
            builder_finding(kube->builder, SEVERITY_WARNING, "unknown-resource", kube->cluster,
                            emission->stack, -1,
                            "%s: it asks for \"%.100s\", which is no resource of Kubernetes; that "
                            "is left out",
                            emission->title, amount->name);
            continue;
        }
        resource = builder_resource(kube->builder, amount->name, &emission->workload->origin);
        if (resource < 0)
            continue;
        if (are_limits)
            builder_workload_limit(kube->builder, emission->handle, resource, amount->value);
        else
            builder_workload_reservation(kube->builder, emission->handle, resource, amount->value);
    }
}

/* ---- priority, labels, rule */

static void emit_priority(struct kube *kube, struct kube_emission *emission)
{
    const struct kube_workload *workload = emission->workload;
    const struct kube_template *template = emission->template;
    bool has = false;
    int64_t priority = 0;

    for (int32_t i = 0; i < workload->pod_count; i++) {
        const struct kube_pod *pod = &kube->pods.items[kube->by_workload[workload->first_pod + i]];
        const struct kube_template *one = &kube->templates.items[pod->template_ix];

        if (one->has_priority && (!has || one->priority > priority)) {
            has = true;
            priority = one->priority;
        }
    }
    if (!has && template != NULL && template->has_priority) {
        has = true;
        priority = template->priority;
    }
    if (!has && template != NULL &&
        !kubernetes_priority(kube, template->priority_class, &has, &priority))
        builder_finding(kube->builder, SEVERITY_WARNING, "unknown-priority-class", kube->cluster,
                        emission->stack, -1,
                        "%s: PriorityClass \"%.150s\" is not among the sources; its priority "
                        "counts as 0",
                        emission->title, template->priority_class);
    if (template != NULL && kubernetes_never_preempts(kube, template))
        builder_workload_never_preempts(kube->builder, emission->handle);
    if (has)
        builder_workload_priority(kube->builder, emission->handle, priority);
}

/* Labels of the pods, then those that only the controller itself has. */
static void emit_labels(struct kube *kube, struct kube_emission *emission)
{
    const struct kube_workload *workload = emission->workload;
    const struct kube_template *template = emission->template;

    for (int32_t i = 0; template != NULL && i < template->label_count; i++) {
        const struct label *label = &template->labels[i];

        builder_workload_label(kube->builder, emission->handle, label->key, label->value);
        builder_workload_pod_label(kube->builder, emission->handle, label->key, label->value);
    }
    for (int32_t i = 0; i < workload->label_count; i++)
        if (template == NULL ||
            find_label(template->labels, template->label_count, workload->labels[i].key) == NULL)
            builder_workload_label(kube->builder, emission->handle, workload->labels[i].key,
                                   workload->labels[i].value);
    const struct label_list lists[2] = {
        {template == NULL ? NULL : template->labels, template == NULL ? 0 : template->label_count},
        {workload->labels, workload->label_count}};
    settings_failover(kube->settings, kube->builder, emission->handle, lists, &workload->origin);
}

static void emit_rule(struct kube *kube, struct kube_emission *emission)
{
    const struct kube_template *template = emission->template;
    const struct reading reading = {kube->arena, NULL, kube->errors};
    struct rule rule;

    if (template == NULL)
        return;
    rule = template->placement.rule;
    if (emission->workload->pin[0] != '\0')
        rule_pin(&reading, &rule, emission->workload->pin);
    builder_workload_rule(kube->builder, emission->handle, &rule);
    builder_workload_pod_rule(kube->builder, emission->handle, &template->placement.pod_rule);
    if (template->placement.has_max_per_node)
        builder_workload_max_per_node(kube->builder, emission->handle, 1);
}

/* ---- replicas */

static void emit_placements(struct kube *kube, struct kube_emission *emission)
{
    const struct kube_workload *workload = emission->workload;

    for (int32_t i = 0; i < workload->pod_count; i++) {
        const struct kube_pod *pod = &kube->pods.items[kube->by_workload[workload->first_pod + i]];
        int32_t node;

        if (pod->node[0] == '\0') {
            emission->pending++;
            continue;
        }
        emission->bound++;
        node = builder_find_node(kube->builder, kube->cluster, pod->node);
        if (node < 0) {
            kubernetes_note_missing_node(kube, pod->node);
            continue;
        }
        builder_placement(kube->builder, emission->handle, node, 1, &pod->origin);
    }
}

static void emit_replicas(struct kube *kube, struct kube_emission *emission)
{
    const struct kube_workload *workload = emission->workload;
    int64_t desired = workload->desired;

    emit_placements(kube, emission);
    if (!workload->has_object && !workload->is_daemon && desired == 0)
        desired = workload->pod_count;
    if (workload->is_daemon)
        builder_workload_daemon(kube->builder, emission->handle);
    if (desired < emission->bound)
        desired = emission->bound;
    builder_workload_replicas(kube->builder, emission->handle, desired);
}

/* ---- one workload */

/* Finished Jobs, and owners that nothing is left of. */
static bool is_over(const struct kube_workload *workload)
{
    bool may_end = !workload->has_object || strcmp(workload->kind, "Job") == 0;

    return workload->is_child || (may_end && workload->desired == 0 && workload->pod_count == 0);
}

static void emit_workload(struct kube *kube, const struct kube_workload *workload)
{
    struct kube_emission emission = {.workload = workload, .template = template_of(kube, workload)};
    struct kube_figures figures;

    emission.stack = emit_stack(kube, workload, emission.template);
    if (emission.stack < 0)
        return;
    emission.handle = builder_workload(kube->builder, emission.stack, workload->kind,
                                       workload->name, &workload->origin);
    if (emission.handle < 0)
        return;
    emission.title = arena_format(kube->arena, "%.60s %.100s/%.150s", workload->kind,
                                  workload->name_space, workload->name);
    figures = gather_figures(kube, workload);
    emit_replicas(kube, &emission);
    emit_amounts(kube, &emission, &figures.requests, false);
    emit_amounts(kube, &emission, &figures.limits, true);
    emit_priority(kube, &emission);
    emit_labels(kube, &emission);
    emit_rule(kube, &emission);
    emission.has_own_volumes = kubernetes_emit_home(kube, &emission);
    kubernetes_tell(kube, &emission, &figures);
}

static void emit_name_spaces(struct kube *kube)
{
    for (size_t i = 0; i < kube->namespaces.count; i++) {
        const struct kube_namespace *one = &kube->namespaces.items[i];

        for (int32_t j = 0; j < one->label_count; j++)
            builder_name_space_label(kube->builder, kube->cluster, one->name, one->labels[j].key,
                                     one->labels[j].value);
    }
}

void kubernetes_emit_workloads(struct kube *kube)
{
    emit_name_spaces(kube);
    for (size_t i = 0; i < kube->workloads.count; i++)
        if (!is_over(&kube->workloads.items[i]))
            emit_workload(kube, &kube->workloads.items[i]);
    kubernetes_tell_missing_nodes(kube);
    kubernetes_tell_missing_claims(kube);
    kubernetes_emit_budgets(kube);
}
