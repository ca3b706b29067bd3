/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pods by name: a table of indices, for there are many and each has its name already. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "import/kubernetes/kubernetes_objects.h"

enum { SLOTS_FIRST = 1024 };

/* FNV-1a; every hit is compared in full. */
static uint64_t hash_text(uint64_t hash, const char *text)
{
    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * 1099511628211u;
    return (hash ^ '/') * 1099511628211u;
}

/* The slot that holds the pod, or the empty one where it belongs. A slot is an index + 1. */
static size_t slot_of(const struct kube *kube, const char *name_space, const char *name)
{
    uint64_t hash = hash_text(hash_text(14695981039346656037u, name_space), name);
    size_t mask = kube->pod_slot_count - 1, slot = (size_t)(hash ^ (hash >> 32)) & mask;

    for (; kube->pod_slots[slot] != 0; slot = (slot + 1) & mask) {
        const struct kube_pod *pod = &kube->pods.items[kube->pod_slots[slot] - 1];

        if (strcmp(pod->name, name) == 0 && strcmp(pod->name_space, name_space) == 0)
            break;
    }
    return slot;
}

static void grow(struct kube *kube)
{
    free(kube->pod_slots);
    kube->pod_slot_count = kube->pod_slot_count == 0 ? SLOTS_FIRST : 2 * kube->pod_slot_count;
    kube->pod_slots = calloc(kube->pod_slot_count, sizeof *kube->pod_slots);
    if (kube->pod_slots == NULL)
        error_out_of_memory();
    for (size_t i = 0; i < kube->pods.count; i++) {
        const struct kube_pod *pod = &kube->pods.items[i];

        kube->pod_slots[slot_of(kube, pod->name_space, pod->name)] = (int32_t)i + 1;
    }
}

int32_t kubernetes_pod_index(struct kube *kube, const char *name_space, const char *name)
{
    size_t slot;

    if (2 * kube->pods.count >= kube->pod_slot_count)
        grow(kube);
    slot = slot_of(kube, name_space, name);
    if (kube->pod_slots[slot] == 0)
        kube->pod_slots[slot] = (int32_t)kube->pods.count + 1;
    return kube->pod_slots[slot] - 1;
}
