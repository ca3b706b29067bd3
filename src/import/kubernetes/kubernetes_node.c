/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nodes: what they offer, what they are, whether they take anything. */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/caps.h"
#include "base/error.h"
#include "document/document.h"
#include "import/kubernetes/kubernetes_objects.h"

struct kube_amounts kubernetes_amounts(struct kube *kube, const struct resource_list *list,
                                       enum quantity_round round, const struct origin *origin)
{
    struct kube_amounts amounts = {ARENA_NEW(kube->arena, list->count, struct kube_amount), 0};

    for (int32_t i = 0; i < list->count; i++) {
        const struct resource_amount *item = &list->items[i];
        int power = resource_unit_of(item->name) == UNIT_MILLI ? -3 : 0;
        int64_t value;

        if (!quantity_scaled(&item->quantity, power, round, &value) || value > CAP_QUANTITY) {
            builder_error(kube->builder, origin, "%.100s: found more than 2^53 units of it",
                          item->name);
            continue;
        }
        amounts.items[amounts.count++] = (struct kube_amount){item->name, value};
    }
    return amounts;
}

const int64_t *kubernetes_amount_find(const struct kube_amounts *amounts, const char *name)
{
    for (int32_t i = 0; i < amounts->count; i++)
        if (strcmp(amounts->items[i].name, name) == 0)
            return &amounts->items[i].value;
    return NULL;
}

static const char *label_of(const struct kube_node *node, const char *key, const char *older_key)
{
    const char *older = "";

    for (int32_t i = 0; i < node->label_count; i++) {
        if (strcmp(node->labels[i].key, key) == 0)
            return node->labels[i].value;
        if (strcmp(node->labels[i].key, older_key) == 0)
            older = node->labels[i].value;
    }
    return older;
}

/* Ready: False or Unknown (the kubelet is silent) takes nothing new. No such condition: ready, for
 * an object written by hand has none. */
static bool is_ready(const struct value *status)
{
    const struct value *list = value_get(status, "conditions");

    for (const struct value *item = list == NULL ? NULL : list->first; item != NULL;
         item = item->next)
        if (strcmp(value_text(value_get(item, "type"), ""), "Ready") == 0)
            return strcmp(value_text(value_get(item, "status"), ""), "True") == 0;
    return true;
}

static void read_taints(struct kube_object *object, const struct value *spec,
                        struct kube_node *node)
{
    const struct value *list = reading_list(&object->reading, spec, "taints");

    node->taints = ARENA_NEW(object->kube->arena, list == NULL ? 0 : list->count, struct taint);
    for (const struct value *item = list == NULL ? NULL : list->first; item != NULL;
         item = item->next)
        if (taint_read(&object->reading, item, &node->taints[node->taint_count]))
            node->taint_count++;
}

/* Said by people of a node that is down for good: its pods are removed and nothing new comes. */
static bool is_out_of_service(const struct kube_node *node)
{
    for (int32_t i = 0; i < node->taint_count; i++)
        if (strcmp(node->taints[i].key, "node.kubernetes.io/out-of-service") == 0)
            return true;
    return false;
}

static void read_allocatable(struct kube_object *object, const struct value *status,
                             struct kube_node *node)
{
    struct resource_list list;

    if (!resource_list_read(&object->reading, value_get(status, "allocatable"), &list))
        return;
    if (!list.is_given) {
        node->lacks_allocatable = true;
        if (!resource_list_read(&object->reading, value_get(status, "capacity"), &list))
            return;
    }
    if (!list.is_given)
        reading_error(&object->reading, object->value,
                      "node %.150s: found neither status.allocatable nor status.capacity; "
                      "expected what it offers",
                      object->name);
    node->allocatable = kubernetes_amounts(object->kube, &list, QUANTITY_DOWN, &node->origin);
}

void kubernetes_node(struct kube_object *object)
{
    const struct reading *reading = &object->reading;
    const struct value *spec = reading_map(reading, object->value, "spec");
    const struct value *status = reading_map(reading, object->value, "status");
    const struct value *info = reading_map(reading, status, "nodeInfo");
    const struct value *metadata = value_get(object->value, "metadata");
    const struct value *cordon = value_get(spec, "unschedulable");
    struct kube_node node = {.name = object->name};

    node.origin = kubernetes_origin(object, object->value);
    (void)labels_read(reading, reading_map(reading, metadata, "labels"), &node.labels,
                      &node.label_count);
    node.os = reading_text(reading, info, "operatingSystem", "");
    if (node.os[0] == '\0')
        node.os = label_of(&node, "kubernetes.io/os", "beta.kubernetes.io/os");
    node.arch = reading_text(reading, info, "architecture", "");
    if (node.arch[0] == '\0')
        node.arch = label_of(&node, "kubernetes.io/arch", "beta.kubernetes.io/arch");
    node.zone =
        label_of(&node, "topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone");
    node.is_schedulable = cordon == NULL || cordon->kind != VALUE_BOOL || !cordon->boolean;
    read_taints(object, spec, &node);
    node.is_ready = is_ready(status) && !is_out_of_service(&node);
    read_allocatable(object, status, &node);
    KUBE_ADD(object->kube->nodes, node);
}

/* ---- to the builder */

/* attachable-volumes-* counts volumes, which no pod requests as a resource. */
static bool is_counted(const char *name)
{
    return strncmp(name, "attachable-volumes-", strlen("attachable-volumes-")) != 0;
}

static bool is_fixed(const char *name)
{
    return strcmp(name, "cpu") == 0 || strcmp(name, "memory") == 0 || strcmp(name, "pods") == 0 ||
           strcmp(name, "ephemeral-storage") == 0;
}

/* Resources that some node has or some pod requests; one that is 0 everywhere says nothing. */
static struct intern *used_resources(const struct kube *kube)
{
    struct intern *used = intern_new();

    for (size_t i = 0; i < kube->nodes.count; i++) {
        const struct kube_amounts *amounts = &kube->nodes.items[i].allocatable;

        for (int32_t j = 0; j < amounts->count; j++)
            if (amounts->items[j].value > 0 && is_counted(amounts->items[j].name))
                intern_add(used, amounts->items[j].name, strlen(amounts->items[j].name));
    }
    for (size_t i = 0; i < kube->templates.count; i++) {
        const struct kube_amounts *amounts = &kube->templates.items[i].requests;

        for (int32_t j = 0; j < amounts->count; j++)
            intern_add(used, amounts->items[j].name, strlen(amounts->items[j].name));
    }
    return used;
}

static void emit_node(struct kube *kube, const struct kube_node *node, const struct intern *used)
{
    struct builder *builder = kube->builder;
    int32_t handle = builder_node(builder, kube->cluster, node->name, &node->origin);

    if (handle < 0)
        return;
    builder_node_place(builder, handle, node->os, node->arch, node->zone);
    builder_node_state(builder, handle, node->is_schedulable, node->is_ready);
    for (int32_t i = 0; i < node->label_count; i++)
        builder_node_label(builder, handle, node->labels[i].key, node->labels[i].value);
    for (int32_t i = 0; i < node->taint_count; i++)
        builder_node_taint(builder, handle, node->taints[i]);
    for (int32_t i = 0; i < node->allocatable.count; i++) {
        const struct kube_amount *amount = &node->allocatable.items[i];
        int32_t resource;

        if (is_fixed(amount->name) || intern_find(used, amount->name, strlen(amount->name)) >= 0) {
            resource = builder_resource(builder, amount->name, &node->origin);
            if (resource >= 0)
                builder_node_allocatable(builder, handle, resource, amount->value);
        }
    }
    if (node->lacks_allocatable)
        builder_finding(builder, SEVERITY_WARNING, "no-allocatable", kube->cluster, -1, handle,
                        "node %.150s says no allocatable; its capacity is taken", node->name);
}

void kubernetes_emit_nodes(struct kube *kube)
{
    struct intern *used = used_resources(kube);

    for (size_t i = 0; i < kube->nodes.count; i++)
        emit_node(kube, &kube->nodes.items[i], used);
    intern_free(used);
}
