/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Objects that say something of pods: classes, namespaces, defaults. */
#include <string.h>

#include "base/arena.h"
#include "document/document.h"
#include "import/kubernetes/kubernetes_objects.h"

static bool is_true(const struct value *value)
{
    return value != NULL && value->kind == VALUE_BOOL && value->boolean;
}

void kubernetes_priority_class(struct kube_object *object)
{
    struct kube_priority_class made = {.name = object->name};
    long long value = 0;

    if (!reading_integer(&object->reading, object->value, "value", &value)) {
        if (value_get(object->value, "value") == NULL)
            reading_error(&object->reading, object->value,
                          "PriorityClass %.150s: found no value; expected a whole number",
                          object->name);
        return;
    }
    made.value = value;
    made.is_default = is_true(value_get(object->value, "globalDefault"));
    made.is_never =
        strcmp(reading_text(&object->reading, object->value, "preemptionPolicy", ""), "Never") == 0;
    KUBE_ADD(object->kube->priority_classes, made);
}

/* The class of a pod; NULL when it is not known. */
static const struct kube_priority_class *class_of(const struct kube *kube,
                                                  const char *priority_class)
{
    static const struct kube_priority_class built_in[] = {
        {"system-node-critical", 2000001000, false, false},
        {"system-cluster-critical", 2000000000, false, false},
    };
    const struct kube_priority_class *found = NULL;

    for (size_t i = 0; i < kube->priority_classes.count; i++) {
        const struct kube_priority_class *one = &kube->priority_classes.items[i];

        if (priority_class[0] == '\0' ? one->is_default : strcmp(one->name, priority_class) == 0)
            found = one;
    }
    for (size_t i = 0; i < 2; i++)
        if (strcmp(built_in[i].name, priority_class) == 0)
            found = &built_in[i];
    return found;
}

bool kubernetes_never_preempts(const struct kube *kube, const struct kube_template *template)
{
    const struct kube_priority_class *class = class_of(kube, template->priority_class);

    return template->preemption[0] != '\0' ? strcmp(template->preemption, "Never") == 0
                                           : class != NULL && class->is_never;
}

bool kubernetes_priority(const struct kube *kube, const char *priority_class, bool *ret_has,
                         int64_t *ret_priority)
{
    const struct kube_priority_class *found = class_of(kube, priority_class);

    *ret_has = found != NULL;
    *ret_priority = found == NULL ? 0 : found->value;
    return found != NULL || priority_class[0] == '\0';
}

void kubernetes_runtime_class(struct kube_object *object)
{
    const struct reading *reading = &object->reading;
    const struct value *overhead = reading_map(reading, object->value, "overhead");
    const struct value *scheduling = reading_map(reading, object->value, "scheduling");
    struct kube_runtime_class made = {.name = object->name};

    (void)resource_list_read(reading, value_get(overhead, "podFixed"), &made.overhead);
    (void)node_rule_read(reading, scheduling, false, &made.rule);
    KUBE_ADD(object->kube->runtime_classes, made);
}

void kubernetes_limit_range(struct kube_object *object)
{
    struct kube_limit_range made = {.name_space = object->name_space, .name = object->name};

    (void)limit_range_read(&object->reading, object->value, &made.range);
    KUBE_ADD(object->kube->limit_ranges, made);
}

void kubernetes_namespace(struct kube_object *object)
{
    const struct value *metadata = value_get(object->value, "metadata");
    struct kube_namespace made = {.name = object->name};

    (void)labels_read(&object->reading, reading_map(&object->reading, metadata, "labels"),
                      &made.labels, &made.label_count);
    KUBE_ADD(object->kube->namespaces, made);
}
