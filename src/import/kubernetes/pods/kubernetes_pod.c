/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pods and the templates of controllers. */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "document/document.h"
#include "import/kubernetes/kubernetes_objects.h"

/* Labels that controllers write into each pod: they say nothing of the workload. */
static bool is_pod_label(const char *key)
{
    static const char *const keys[] = {
        "pod-template-hash",
        "controller-revision-hash",
        "pod-template-generation",
        "statefulset.kubernetes.io/pod-name",
        "apps.kubernetes.io/pod-index",
        "controller-uid",
        "job-name",
        "batch.kubernetes.io/controller-uid",
        "batch.kubernetes.io/job-name",
        "batch.kubernetes.io/job-completion-index",
    };

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (strcmp(keys[i], key) == 0)
            return true;
    return false;
}

/* ---- one template for all pods that are alike */

static bool contains(const char *const *keys, const char *key)
{
    for (; *keys != NULL; keys++)
        if (strcmp(*keys, key) == 0)
            return true;
    return false;
}

/* A value as text that no other value has; keys listed in skip are left out wherever they are. */
static void write_value(struct buf *buf, const struct value *value, const char *const *skip)
{
    buf_format(buf, "%d:%zu:", (int)value->kind, value->length);
    buf_add(buf, value->text, value->length);
    if (value->kind == VALUE_BOOL)
        buf_add_char(buf, value->boolean ? '1' : '0');
    for (const struct value *item = value->first; item != NULL; item = item->next) {
        if (item->key != NULL && contains(skip, item->key))
            continue;
        if (item->key != NULL)
            buf_format(buf, "(%zu:%s=", strlen(item->key), item->key);
        write_value(buf, item, skip);
    }
    buf_add_char(buf, ')');
}

static void write_children(struct buf *buf, const struct value *map, const char *const *keys,
                           const char *const *skip)
{
    for (; *keys != NULL; keys++) {
        const struct value *child = value_get(map, *keys);

        buf_format(buf, "[%s", *keys);
        if (child != NULL)
            write_value(buf, child, skip);
    }
}

static void write_each(struct buf *buf, const struct value *list, const char *const *keys)
{
    static const char *const none[] = {NULL};

    for (const struct value *item = list == NULL ? NULL : list->first; item != NULL;
         item = item->next) {
        buf_add_char(buf, '|');
        write_children(buf, item, keys, none);
    }
}

/* What a pod's template is made of comes in parts, for pods that differ in one are often alike in
 * the others: each is kept once, and the key of a template is the indices of its parts. */
enum { PART_LABELS, PART_SPEC, PART_CONTAINERS, PART_STATUS, PART_COUNT };

static void write_labels(struct buf *buf, const struct kube_object *object, bool is_daemon)
{
    static const char *const none[] = {NULL};
    const struct value *labels = value_path(object->value, "metadata", "labels", (char *)NULL);

    buf_format(buf, "%d%s\n", is_daemon, object->name_space);
    for (const struct value *item = labels == NULL ? NULL : labels->first; item != NULL;
         item = item->next)
        if (item->key != NULL && !is_pod_label(item->key)) {
            buf_format(buf, "(%zu:%s=", strlen(item->key), item->key);
            write_value(buf, item, none);
        }
}

static void write_part(struct buf *buf, int part, const struct kube_object *object, bool is_daemon)
{
    static const char *const spec_keys[] = {"overhead",
                                            "resources",
                                            "nodeSelector",
                                            "affinity",
                                            "tolerations",
                                            "priority",
                                            "preemptionPolicy",
                                            "hostNetwork",
                                            "topologySpreadConstraints",
                                            "priorityClassName",
                                            "runtimeClassName",
                                            "os",
                                            "schedulerName",
                                            NULL};
    static const char *const container_keys[] = {"name", "resources", "ports", "restartPolicy",
                                                 NULL};
    static const char *const status_keys[] = {"name", "resources", "allocatedResources", NULL};
    static const char *const condition_keys[] = {"type", "reason", NULL};
    static const char *const none[] = {NULL};
    /* Each pod of a DaemonSet is pinned to its node by a field; see pod_placement. */
    static const char *const fields[] = {"matchFields", NULL};
    const struct value *spec = value_get(object->value, "spec");
    const struct value *status = value_get(object->value, "status");

    switch (part) {
    case PART_LABELS: write_labels(buf, object, is_daemon); break;
    case PART_SPEC: write_children(buf, spec, spec_keys, is_daemon ? fields : none); break;
    case PART_CONTAINERS:
        write_each(buf, value_get(spec, "containers"), container_keys);
        buf_add_char(buf, '\n');
        write_each(buf, value_get(spec, "initContainers"), container_keys);
        break;
    default:
        write_each(buf, value_get(status, "containerStatuses"), status_keys);
        buf_add_char(buf, '\n');
        write_each(buf, value_get(status, "initContainerStatuses"), status_keys);
        buf_add_char(buf, '\n');
        write_each(buf, value_get(status, "conditions"), condition_keys);
    }
}

static void read_labels(struct kube_object *object, const struct value *pod,
                        struct kube_template *template)
{
    const struct value *metadata = reading_map(&object->reading, pod, "metadata");
    const struct label *all;
    struct label *kept;
    int32_t count;

    (void)labels_read(&object->reading, reading_map(&object->reading, metadata, "labels"), &all,
                      &count);
    kept = ARENA_NEW(object->kube->arena, count, struct label);
    for (int32_t i = 0; i < count; i++)
        if (!is_pod_label(all[i].key))
            kept[template->label_count++] = all[i];
    template->labels = kept;
}

/* matchLabelKeys may name a label of is_pod_label, such as pod-template-hash. All pods of a
 * workload count as of its one template, so they agree in it. True when a pod was to differ in one,
 * which no template can say. */
static bool forget_pod_label(struct arena *arena, struct label_selector *selector)
{
    struct expression *kept = ARENA_NEW(arena, selector->count, struct expression);
    int32_t count = 0;
    bool differs = false;

    for (int32_t e = 0; e < selector->count; e++) {
        const struct expression *one = &selector->expressions[e];
        bool is_pods = is_pod_label(one->key);

        differs |= is_pods && one->op == EXPRESSION_NOT_IN;
        if (!is_pods || (one->op != EXPRESSION_IN && one->op != EXPRESSION_NOT_IN))
            kept[count++] = *one;
    }
    selector->expressions = kept;
    selector->count = count;
    return differs;
}

static const struct pod_term *forget_in_terms(struct arena *arena, const struct pod_term *terms,
                                              int32_t count, bool *differs)
{
    struct pod_term *made = ARENA_NEW(arena, count, struct pod_term);

    for (int32_t i = 0; i < count; i++) {
        made[i] = terms[i];
        *differs |= forget_pod_label(arena, &made[i].selector);
    }
    return made;
}

static void forget_pod_labels(struct kube_object *object, struct pod_placement *placement)
{
    struct arena *arena = object->kube->arena;
    struct pod_rule *rule = &placement->pod_rule;
    struct spread_constraint *spread =
        ARENA_NEW(arena, rule->spread_count, struct spread_constraint);
    bool differs = false;

    for (int32_t i = 0; i < rule->spread_count; i++) {
        spread[i] = rule->spread[i];
        differs |= forget_pod_label(arena, &spread[i].selector);
    }
    rule->spread = spread;
    rule->affinity = forget_in_terms(arena, rule->affinity, rule->affinity_count, &differs);
    rule->anti_affinity =
        forget_in_terms(arena, rule->anti_affinity, rule->anti_affinity_count, &differs);
    if (differs) {
        const char **texts = ARENA_NEW(arena, placement->not_modelled_count + 1, const char *);

        for (int32_t i = 0; i < placement->not_modelled_count; i++)
            texts[i] = placement->not_modelled[i];
        texts[placement->not_modelled_count++] =
            "pods that differ in a label of their controller (mismatchLabelKeys, NotIn)";
        placement->not_modelled = texts;
    }
}

int32_t kubernetes_template(struct kube_object *object, const struct value *value, bool is_daemon)
{
    const struct reading *reading = &object->reading;
    const struct value *spec = reading_map(reading, value, "spec");
    struct kube_template template = {.name_space = object->name_space};

    template.origin = kubernetes_origin(object, value);
    read_labels(object, value, &template);
    (void)pod_resources_read(reading, spec, reading_map(reading, value, "status"),
                             &template.resources);
    (void)pod_placement_read(reading, value, object->name_space, is_daemon, &template.placement);
    forget_pod_labels(object, &template.placement);
    template.priority = pod_priority_read(reading, spec, &template.has_priority);
    template.preemption = reading_text(reading, spec, "preemptionPolicy", "");
    template.priority_class = reading_text(reading, spec, "priorityClassName", "");
    template.runtime_class = reading_text(reading, spec, "runtimeClassName", "");
    template.scheduler = reading_text(reading, spec, "schedulerName", "");
    template.host_path = kubernetes_host_path(object, spec);
    KUBE_ADD(object->kube->templates, template);
    return (int32_t)object->kube->templates.count - 1;
}

static int32_t pod_template(struct kube_object *object, bool is_daemon)
{
    struct kube *kube = object->kube;
    int32_t parts[PART_COUNT], index;
    struct buf text;

    buf_init(&text);
    for (int part = 0; part < PART_COUNT; part++) {
        buf_clear(&text);
        write_part(&text, part, object, is_daemon);
        parts[part] = intern_add(kube->template_parts, text.data, text.length);
    }
    buf_release(&text);
    index = intern_add(kube->template_keys, (const char *)parts, sizeof parts);
    if ((size_t)index == kube->keyed_templates.count) {
        int32_t made = kubernetes_template(object, object->value, is_daemon);

        kube->templates.items[made].is_admitted = true;
        KUBE_ADD(kube->keyed_templates, made);
    }
    return kube->keyed_templates.items[index];
}

/* ---- pods */

struct kube_owner kubernetes_owner(struct kube_object *object)
{
    const struct value *metadata = value_get(object->value, "metadata");
    const struct value *list = reading_list(&object->reading, metadata, "ownerReferences");
    const struct value *found = list == NULL ? NULL : list->first;

    for (const struct value *item = found; item != NULL; item = item->next) {
        const struct value *controls = value_get(item, "controller");

        if (controls != NULL && controls->kind == VALUE_BOOL && controls->boolean) {
            found = item;
            break;
        }
    }
    return (struct kube_owner){reading_text(&object->reading, found, "kind", ""),
                               reading_text(&object->reading, found, "name", "")};
}

/* Older kubelets left mirror pods without an owner; the annotation says what they are. */
static bool is_static(const struct value *metadata, const struct kube_owner *owner)
{
    const struct value *notes = value_get(metadata, "annotations");
    const char *source = value_text(value_get(notes, "kubernetes.io/config.source"), "api");

    return strcmp(owner->kind, "Node") == 0 ||
           value_get(notes, "kubernetes.io/config.mirror") != NULL || strcmp(source, "api") != 0;
}

static bool is_finished(const struct value *status)
{
    const char *phase = value_text(value_get(status, "phase"), "");

    return strcmp(phase, "Succeeded") == 0 || strcmp(phase, "Failed") == 0;
}

void kubernetes_pod(struct kube_object *object)
{
    struct kube *kube = object->kube;
    const struct reading *reading = &object->reading;
    const struct value *spec = reading_map(reading, object->value, "spec");
    const struct value *metadata = value_get(object->value, "metadata");
    const struct value *labels = reading_map(reading, metadata, "labels");
    struct kube_pod pod = {.name_space = object->name_space, .name = object->name};
    int32_t index = kubernetes_pod_index(kube, pod.name_space, pod.name);

    pod.is_finished = is_finished(reading_map(reading, object->value, "status"));
    if (!pod.is_finished) {
        pod.origin = kubernetes_origin(object, object->value);
        pod.owner = kubernetes_owner(object);
        pod.is_static = is_static(metadata, &pod.owner);
        if (pod.is_static)
            pod.owner = (struct kube_owner){"", ""};
        pod.hash = reading_text(reading, labels, "pod-template-hash", "");
        pod.node = reading_text(reading, spec, "nodeName", "");
        pod.claims = kubernetes_claims(object, spec, object->name);
        pod.template_ix = pod_template(object, strcmp(pod.owner.kind, "DaemonSet") == 0);
    }
    if ((size_t)index == kube->pods.count) {
        KUBE_ADD(kube->pods, pod);
    } else {
        kube->pods.items[index] = pod;
        kube->twice++;
    }
}
