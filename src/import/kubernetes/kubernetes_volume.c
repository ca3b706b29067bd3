/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Volumes, claims and storage classes: where a volume can be reached from. */
#include <string.h>

#include "base/arena.h"
#include "document/document.h"
#include "import/kubernetes/kubernetes_objects.h"

static const struct value *first_of(const struct value *list)
{
    return list == NULL ? NULL : list->first;
}

/* ---- places */

/* The label of a volume that says its zone (before volumes had node affinity): "a", or "a__b". */
static const struct value *zone_of(const struct value *labels)
{
    const struct value *zone = value_get(labels, "topology.kubernetes.io/zone");

    return zone != NULL ? zone : value_get(labels, "failure-domain.beta.kubernetes.io/zone");
}

static const char **split_zones(struct arena *arena, const char *text, int32_t *ret_count)
{
    const char **zones = ARENA_NEW(arena, strlen(text) / 2 + 1, const char *);

    *ret_count = 0;
    for (;;) {
        const char *end = strstr(text, "__");

        zones[(*ret_count)++] = end == NULL ? arena_strdup(arena, text)
                                            : arena_strndup(arena, text, (size_t)(end - text));
        if (end == NULL)
            return zones;
        text = end + 2;
    }
}

/* Kubernetes' VolumeZone: the node's zone, by its label of today or of old, is one of them. */
static void add_zone(struct kube *kube, const char *text, struct kube_places *places)
{
    static const char *const keys[] = {"topology.kubernetes.io/zone",
                                       "failure-domain.beta.kubernetes.io/zone"};
    struct kube_places zone = {.count = 2, .is_bound = true};
    struct node_term *terms = ARENA_NEW(kube->arena, 2, struct node_term);
    int32_t count;
    const char **zones = split_zones(kube->arena, text, &count);

    for (int i = 0; i < 2; i++) {
        struct expression *expression = ARENA_NEW(kube->arena, 1, struct expression);

        *expression = (struct expression){SOURCE_LABEL, EXPRESSION_IN, keys[i], zones, count};
        terms[i] = (struct node_term){expression, 1};
    }
    zone.terms = terms;
    kubernetes_meet(kube, places, &zone);
}

/* Both must hold: every term of the one with every term of the other. */
void kubernetes_meet(struct kube *kube, struct kube_places *places,
                     const struct kube_places *others)
{
    struct node_term *terms;
    int32_t count = 0;

    if (!others->is_bound || !places->is_bound) {
        *places = others->is_bound ? *others : *places;
        return;
    }
    if ((int64_t)places->count * others->count > KUBE_TERMS_MAX)
        return; /* what is left is the wider rule */
    terms = ARENA_NEW(kube->arena, places->count * others->count, struct node_term);
    for (int32_t i = 0; i < places->count; i++)
        for (int32_t j = 0; j < others->count; j++) {
            const struct node_term *a = &places->terms[i], *b = &others->terms[j];
            struct expression *all;

            if (a->count == 0 || b->count == 0)
                continue; /* an empty term matches no node */
            all = ARENA_NEW(kube->arena, a->count + b->count, struct expression);
            memcpy(all, a->expressions, (size_t)a->count * sizeof *all);
            memcpy(all + a->count, b->expressions, (size_t)b->count * sizeof *all);
            terms[count++] = (struct node_term){all, a->count + b->count};
        }
    places->terms = terms;
    places->count = count;
}

/* ---- PersistentVolume */

static struct kube_volume *volume_of(struct kube *kube, const char *name)
{
    int32_t index = intern_add(kube->volume_names, name, strlen(name));

    if ((size_t)index == kube->volumes.count) {
        struct kube_volume made = {.name = intern_name(kube->volume_names, index)};

        KUBE_ADD(kube->volumes, made);
    }
    return &kube->volumes.items[index];
}

static struct kube_claim *claim_of(struct kube *kube, const char *name_space, const char *name)
{
    int32_t index = kubernetes_key(kube->claim_keys, true, name_space, name, "");

    if ((size_t)index == kube->claims.count) {
        struct kube_claim made = {.volume = ""};

        KUBE_ADD(kube->claims, made);
    }
    return &kube->claims.items[index];
}

void kubernetes_volume(struct kube_object *object)
{
    const struct reading *reading = &object->reading;
    const struct value *metadata = value_get(object->value, "metadata");
    const struct value *spec = reading_map(reading, object->value, "spec");
    const struct value *claim = reading_map(reading, spec, "claimRef");
    const struct value *affinity = reading_map(reading, spec, "nodeAffinity");
    const struct value *required = reading_map(reading, affinity, "required");
    const struct value *zone = zone_of(reading_map(reading, metadata, "labels"));
    struct kube_volume *volume = volume_of(object->kube, object->name);
    struct kube_claim *claimed;

    volume->places = (struct kube_places){.is_bound = required != NULL};
    if (required != NULL)
        (void)node_terms_read(reading, reading_list(reading, required, "nodeSelectorTerms"),
                              &volume->places.terms, &volume->places.count);
    if (value_text(zone, "")[0] != '\0')
        add_zone(object->kube, value_text(zone, ""), &volume->places);
    if (claim == NULL)
        return;
    claimed = claim_of(object->kube, reading_text(reading, claim, "namespace", "default"),
                       reading_text(reading, claim, "name", ""));
    if (claimed->volume[0] == '\0')
        claimed->volume = object->name;
    if (claimed->class == NULL)
        claimed->class = reading_text(reading, spec, "storageClassName", "");
}

/* ---- PersistentVolumeClaim */

/* NULL when it says nothing, so that the default counts; "" says that it has none. */
static const char *class_of(const struct reading *reading, const struct value *metadata,
                            const struct value *spec)
{
    const struct value *older = value_path(metadata, "annotations",
                                           "volume.beta.kubernetes.io/storage-class", (char *)NULL);

    if (value_get(spec, "storageClassName") != NULL)
        return reading_text(reading, spec, "storageClassName", NULL);
    return older == NULL ? NULL : arena_strdup(reading->arena, value_text(older, ""));
}

void kubernetes_claim(struct kube_object *object)
{
    const struct reading *reading = &object->reading;
    const struct value *spec = reading_map(reading, object->value, "spec");
    const struct value *status = reading_map(reading, object->value, "status");
    struct kube_claim *claim = claim_of(object->kube, object->name_space, object->name);
    const char *volume = reading_text(reading, spec, "volumeName", "");
    const char *class = class_of(reading, value_get(object->value, "metadata"), spec);

    if (class != NULL)
        claim->class = class;
    claim->is_lost = strcmp(value_text(value_get(status, "phase"), ""), "Lost") == 0;
    if (volume[0] != '\0')
        claim->volume = volume;
}

/* ---- StorageClass */

/* allowedTopologies: each entry is a term of {key, values}. */
static bool read_topologies(const struct reading *reading, const struct value *list,
                            struct kube_places *places)
{
    struct node_term *terms =
        ARENA_NEW(reading->arena, list == NULL ? 0 : list->count, struct node_term);
    bool is_valid = true;

    for (const struct value *item = first_of(list); item != NULL; item = item->next) {
        const struct value *labels = reading_list(reading, item, "matchLabelExpressions");
        struct expression *all =
            ARENA_NEW(reading->arena, labels == NULL ? 0 : labels->count, struct expression);
        int32_t count = 0;

        for (const struct value *one = first_of(labels); one != NULL; one = one->next) {
            const struct value *values = reading_list(reading, one, "values");
            const char **names =
                ARENA_NEW(reading->arena, values == NULL ? 0 : values->count, const char *);
            int32_t name_count = 0;

            for (const struct value *name = first_of(values); name != NULL; name = name->next)
                names[name_count++] = arena_strdup(reading->arena, value_text(name, ""));
            all[count++] =
                (struct expression){SOURCE_LABEL, EXPRESSION_IN,
                                    reading_text(reading, one, "key", ""), names, name_count};
            if (all[count - 1].key[0] == '\0' || name_count == 0)
                is_valid = reading_error(reading, one,
                                         "matchLabelExpressions: found no key or no values; "
                                         "expected both");
        }
        terms[places->count++] = (struct node_term){all, count};
    }
    places->terms = terms;
    places->is_bound = places->count > 0;
    return is_valid;
}

void kubernetes_storage_class(struct kube_object *object)
{
    const struct value *notes = value_path(object->value, "metadata", "annotations", (char *)NULL);
    struct kube_storage_class made = {.name = object->name};

    made.is_default =
        strcmp(value_text(value_get(notes, "storageclass.kubernetes.io/is-default-class"), ""),
               "true") == 0;
    (void)read_topologies(&object->reading,
                          reading_list(&object->reading, object->value, "allowedTopologies"),
                          &made.places);
    KUBE_ADD(object->kube->storage_classes, made);
}

/* ---- what pods and templates use */

struct kube_claim_uses kubernetes_claims(struct kube_object *object, const struct value *spec,
                                         const char *pod)
{
    const struct reading *reading = &object->reading;
    const struct value *volumes = reading_list(reading, spec, "volumes");
    struct kube_claim_use *uses;
    struct kube_claim_uses ret = {NULL, 0};
    int32_t count = 0;

    for (const struct value *item = first_of(volumes); item != NULL; item = item->next)
        count += value_get(item, "persistentVolumeClaim") != NULL ||
                 value_get(item, "ephemeral") != NULL;
    if (count == 0)
        return ret;
    uses = ARENA_NEW(reading->arena, count, struct kube_claim_use);
    for (const struct value *item = volumes->first; item != NULL; item = item->next) {
        const struct value *claim = reading_map(reading, item, "persistentVolumeClaim");
        const struct value *own = reading_map(reading, item, "ephemeral");

        if (claim != NULL)
            uses[ret.count++].name = reading_text(reading, claim, "claimName", "");
        if (own == NULL || claim != NULL)
            continue;
        own = reading_map(reading, own, "volumeClaimTemplate");
        uses[ret.count].is_made = true;
        uses[ret.count].class =
            class_of(reading, value_get(own, "metadata"), reading_map(reading, own, "spec"));
        uses[ret.count++].name = pod[0] == '\0'
                                     ? ""
                                     : arena_format(reading->arena, "%s-%s", pod,
                                                    reading_text(reading, item, "name", ""));
    }
    ret.items = uses;
    return ret;
}

struct kube_claim_uses kubernetes_claim_templates(struct kube_object *object,
                                                  const struct value *spec)
{
    const struct reading *reading = &object->reading;
    const struct value *list = strcmp(object->kind, "StatefulSet") == 0
                                   ? reading_list(reading, spec, "volumeClaimTemplates")
                                   : NULL;
    struct kube_claim_use *uses =
        ARENA_NEW(reading->arena, list == NULL ? 0 : list->count, struct kube_claim_use);
    struct kube_claim_uses ret = {uses, 0};

    for (const struct value *item = first_of(list); item != NULL; item = item->next) {
        const struct value *metadata = reading_map(reading, item, "metadata");

        uses[ret.count].is_made = true;
        uses[ret.count].name = reading_text(reading, metadata, "name", "");
        uses[ret.count++].class = class_of(reading, metadata, reading_map(reading, item, "spec"));
    }
    return ret;
}

const char *kubernetes_host_path(struct kube_object *object, const struct value *spec)
{
    static const char *const system[] = {"/etc",
                                         "/run",
                                         "/var/run",
                                         "/proc",
                                         "/sys",
                                         "/dev",
                                         "/usr",
                                         "/lib",
                                         "/var/log",
                                         "/tmp",
                                         "/var/lib/kubelet",
                                         "/opt/cni",
                                         "/var/lib/docker",
                                         "/var/lib/containerd",
                                         "/lib64",
                                         "/boot"};
    const struct value *volumes = value_get(spec, "volumes");

    for (const struct value *item = first_of(volumes); item != NULL; item = item->next) {
        const struct value *host = reading_map(&object->reading, item, "hostPath");
        const char *path = reading_text(&object->reading, host, "path", "");
        const char *type = reading_text(&object->reading, host, "type", "");
        bool is_system = path[0] == '\0' || strcmp(path, "/") == 0 || strcmp(type, "Socket") == 0;

        for (size_t i = 0; i < sizeof system / sizeof system[0]; i++) {
            size_t n = strlen(system[i]);

            is_system |= strncmp(path, system[i], n) == 0 && (path[n] == '/' || path[n] == '\0');
        }
        if (!is_system)
            return path;
    }
    return "";
}
