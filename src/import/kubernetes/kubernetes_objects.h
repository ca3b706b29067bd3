/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kubernetes_objects: what was read of the objects of one cluster, before owners are resolved.
 * Private to the kubernetes_*.c files. All of it lives in the arena of struct kube, gone at the end
 * of kubernetes_import; objects refer to each other by index.
 */
#ifndef MUSTER_IMPORT_KUBERNETES_OBJECTS_H
#define MUSTER_IMPORT_KUBERNETES_OBJECTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/intern.h"
#include "estate/builder.h"
#include "import/kubernetes/pods/pod_placement.h"
#include "import/kubernetes/pods/pod_request.h"
#include "import/reading.h"

struct document;
struct import_settings;
struct json_skip;
struct value;

/* A growing heap array. */
#define KUBE_VEC(type) \
    struct { \
        type *items; \
        size_t count, room; \
    }
#define KUBE_ADD(vec, value) VEC_PUSH((vec).items, (vec).count, (vec).room, (value))

/* An amount in units of its resource (enum resource_unit). */
struct kube_amount {
    const char *name;
    int64_t value;
};

struct kube_amounts {
    struct kube_amount *items;
    int32_t count;
};

struct kube_node {
    const char *name, *os, *arch, *zone;
    bool is_schedulable, is_ready, lacks_allocatable;
    const struct label *labels;
    int32_t label_count;
    struct taint *taints;
    int32_t taint_count;
    struct kube_amounts allocatable;
    struct origin origin;
};

/* A claim that a pod or a template uses. */
struct kube_claim_use {
    const char *name;  /* of the PersistentVolumeClaim; "" = of a pod that is to come */
    bool is_made;      /* when there is none yet: of a claim template, or ephemeral */
    const char *class; /* then its storage class; NULL = the default one */
};

struct kube_claim_uses {
    const struct kube_claim_use *items;
    int32_t count;
};

/* What the importer takes from the spec of pods that are alike, or from a controller's template. */
struct kube_template {
    const struct label *labels;
    int32_t label_count;
    struct pod_resources resources;
    bool is_admitted; /* of a pod: defaults, LimitRanges and RuntimeClass are in it already */
    struct kube_amounts requests, limits; /* given by kubernetes_template_finish */
    bool lacks_cpu, lacks_memory;         /* a container says nothing of it */
    const char *refusal; /* why a LimitRange refuses new pods of it, NULL = none does */
    struct pod_placement placement;
    bool has_priority;
    int64_t priority;
    const char *preemption;                                 /* preemptionPolicy, "" = not said */
    const char *priority_class, *runtime_class, *scheduler; /* "" = none */
    struct kube_claim_uses claims;                          /* of a controller's template */
    struct kube_claim_uses per_pod; /* of a StatefulSet: each pod has its own, NAME-POD */
    const char *host_path;          /* a folder of the node with data, "" = none */
    const char *name_space;
    struct origin origin;
};

struct kube_owner {
    const char *kind, *name; /* kind "" = none */
};

/* An unfinished pod. */
struct kube_pod {
    const char *name_space, *name;
    struct kube_owner owner;
    const char *hash; /* label pod-template-hash, "" = none */
    const char *node; /* "" = not bound */
    int32_t template_ix;
    bool is_finished;
    bool is_static; /* of the kubelet of its node, not of the API server */
    struct kube_claim_uses claims;
    int32_t workload_ix; /* given by kubernetes_resolve */
    struct origin origin;
};

/* A controller, an owner of unknown kind, or a bare pod. */
struct kube_workload {
    const char *name_space, *kind, *name;
    struct kube_owner owner;
    bool has_object; /* read, not only named by a pod */
    bool is_child;   /* its pods belong to its owner: a Deployment's ReplicaSet, a CronJob's Job */
    bool is_daemon;
    int64_t desired;
    int32_t template_ix;        /* -1 = none */
    const struct label *labels; /* of the object itself */
    int32_t label_count;
    const char *pin; /* a static pod or a template with nodeName: the only node; "" = none */
    int32_t first_pod, pod_count; /* in kube.by_workload */
    struct origin origin;
};

struct kube_priority_class {
    const char *name;
    int64_t value;
    bool is_default, is_never; /* preemptionPolicy: Never */
};

struct kube_namespace {
    const char *name;
    const struct label *labels;
    int32_t label_count;
};

struct kube_limit_range {
    const char *name_space, *name;
    struct limit_range range;
};

struct kube_runtime_class {
    const char *name;
    struct resource_list overhead;
    struct rule rule; /* selector and tolerations */
};

/* Where a volume can be reached: any of the terms, or everywhere. */
struct kube_places {
    const struct node_term *terms;
    int32_t count;
    bool is_bound; /* else everywhere */
};

struct kube_volume {
    const char *name;
    struct kube_places places;
};

/* A PersistentVolumeClaim, or what a volume says of one. */
struct kube_claim {
    const char *volume; /* "" = none bound */
    const char *class;  /* NULL = the default one, or not known */
    bool is_lost;
};

struct kube_storage_class {
    const char *name;
    bool is_default;
    struct kube_places places; /* allowedTopologies */
};

/* A PodDisruptionBudget. */
struct kube_budget {
    struct disruption_budget budget;
    struct origin origin;
};

struct kube {
    struct arena *arena;   /* equal texts of it are one, see arena_text */
    struct arena *names;   /* of objects: they differ, so nothing is gained by looking for equals */
    struct arena *scratch; /* for what is worked out and forgotten; reset by who uses it */
    struct builder *builder;
    int32_t cluster;
    const struct import_settings *settings;
    struct error_list *errors;

    KUBE_VEC(struct kube_node) nodes;
    KUBE_VEC(struct kube_pod) pods;
    KUBE_VEC(struct kube_template) templates;
    KUBE_VEC(struct kube_workload) workloads;
    KUBE_VEC(struct kube_priority_class) priority_classes;
    KUBE_VEC(struct kube_namespace) namespaces;
    KUBE_VEC(struct kube_limit_range) limit_ranges;
    KUBE_VEC(struct kube_runtime_class) runtime_classes;
    KUBE_VEC(struct kube_volume) volumes; /* by index of volume_names */
    KUBE_VEC(struct kube_claim) claims;   /* by index of claim_keys */
    KUBE_VEC(struct kube_storage_class) storage_classes;
    KUBE_VEC(struct kube_budget) budgets;
    KUBE_VEC(int64_t) other_counts; /* by index of other_kinds */
    int32_t *by_workload;           /* pod indices, grouped by workload, in input order */

    struct intern *template_parts; /* of the source of a template, as text */
    struct intern *template_keys;  /* indices of its parts; index = template of pods */
    KUBE_VEC(int32_t) keyed_templates;
    int32_t *pod_slots; /* see kubernetes_pod_index */
    size_t pod_slot_count;
    struct intern *workload_keys; /* namespace, kind, name; index = workload */
    struct intern *other_kinds;   /* kinds that are not read */
    struct intern *volume_names;
    struct intern *claim_keys;      /* namespace, name */
    struct intern *missing_nodes;   /* nodes that pods stand on but that were not read */
    KUBE_VEC(int64_t) missing_pods; /* by index of missing_nodes */
    struct buf missing_claims;      /* names of some that no volume is known of */
    int64_t missing_claim_count;
    int64_t twice; /* pods and workloads that were read again */
};

/* The object that is being read. */
struct kube_object {
    struct kube *kube;
    struct reading reading;
    const struct value *value;
    const char *file; /* lives with the builder */
    const char *kind;
    const char *name_space, *name; /* name_space "default" when it gives none */
};

/* kubernetes_path: read one file or all files of a directory. */
void kubernetes_read_path(struct kube *kube, const char *path);

/* kubernetes_read: read one file; is_found: in a directory, where what is not Kubernetes is passed
 * over with a finding. 1 if it holds an object or a list, else 0. */
size_t kubernetes_read_file(struct kube *kube, const char *path, bool is_found);

/* kubernetes_skip: members of objects that nothing here reads, so that they cost next to nothing.
 */
const struct json_skip *kubernetes_skips(void);

/* kubernetes_object: read one object whose kind is known; kinds that are not read are counted. */
void kubernetes_object(struct kube_object *object);

/* Is this kind (of this apiVersion, "" = not said) one whose contents are read? */
bool kubernetes_kind_is_read(const char *kind, const char *api_version);

/* Where a value is: for facts that go to the builder. */
struct origin kubernetes_origin(const struct kube_object *object, const struct value *value);

/* kubernetes_node */
void kubernetes_node(struct kube_object *object);
void kubernetes_emit_nodes(struct kube *kube);

/* kubernetes_pod: pods, and the templates of controllers (value: {metadata, spec}). */
void kubernetes_pod(struct kube_object *object);
int32_t kubernetes_template(struct kube_object *object, const struct value *value, bool is_daemon);
/* The owner that controls the object; else the first one; kind "" when it has none. */
struct kube_owner kubernetes_owner(struct kube_object *object);
/* kubernetes_pod_index: the index of the pod of this name; when there is none, that of the next
 * pod, which the caller must add at once. */
int32_t kubernetes_pod_index(struct kube *kube, const char *name_space, const char *name);

/* kubernetes_volume: PersistentVolume, PersistentVolumeClaim, StorageClass. */
enum { KUBE_TERMS_MAX = 1024 };
/* Narrow places to those that are in others as well. Past KUBE_TERMS_MAX terms they stay as they
 * are, which is wider. */
void kubernetes_meet(struct kube *kube, struct kube_places *places,
                     const struct kube_places *others);
void kubernetes_volume(struct kube_object *object);
void kubernetes_claim(struct kube_object *object);
void kubernetes_storage_class(struct kube_object *object);
/* The claims of a pod spec. pod: the name of the pod, for its ephemeral volumes; "" = a template.
 */
struct kube_claim_uses kubernetes_claims(struct kube_object *object, const struct value *spec,
                                         const char *pod);
/* volumeClaimTemplates of a StatefulSet. */
struct kube_claim_uses kubernetes_claim_templates(struct kube_object *object,
                                                  const struct value *spec);
/* A hostPath that holds data, "" = none; what belongs to the system is none. */
const char *kubernetes_host_path(struct kube_object *object, const struct value *spec);

/* kubernetes_quota: ResourceQuota, straight to the builder. */
void kubernetes_quota(struct kube_object *object);

/* kubernetes_budget: PodDisruptionBudget; to the builder when all workloads are known. */
void kubernetes_budget(struct kube_object *object);
void kubernetes_emit_budgets(struct kube *kube);

/* kubernetes_controller: Deployments and their like. */
void kubernetes_controller(struct kube_object *object);

/* kubernetes_class: PriorityClass, RuntimeClass, LimitRange, Namespace. */
void kubernetes_priority_class(struct kube_object *object);
void kubernetes_runtime_class(struct kube_object *object);
void kubernetes_limit_range(struct kube_object *object);
void kubernetes_namespace(struct kube_object *object);

/* The priority of a pod of this class: built-in, or read. False when the class is not known. The
 * empty class gives that of the global default, if there is one. */
bool kubernetes_priority(const struct kube *kube, const char *priority_class, bool *ret_has,
                         int64_t *ret_priority);
/* Do pods of a template leave the others where they are: its own word, else that of its class. */
bool kubernetes_never_preempts(const struct kube *kube, const struct kube_template *template);

/* Give a template its sums: what admission would add, then requests and limits in units. */
void kubernetes_template_finish(struct kube *kube, struct kube_template *template);

/* kubernetes_owner: the index of a workload, added when it is new. */
int32_t kubernetes_find_workload(struct kube *kube, const char *name_space, const char *kind,
                                 const char *name);
int32_t kubernetes_add_workload(struct kube *kube, const char *name_space, const char *kind,
                                const char *name, const struct origin *origin);

/* Give every pod its workload and group them. */
void kubernetes_resolve(struct kube *kube);

/* What one replica reserves and may use, over the template and the pods of a workload. */
struct kube_figures {
    struct kube_amounts requests, limits;
    bool is_mixed; /* they do not all request the same */
    bool lacks_cpu, lacks_memory;
};

/* A workload on its way to the builder. */
struct kube_emission {
    const struct kube_workload *workload;
    const struct kube_template *template; /* NULL = none */
    int32_t stack, handle;                /* of the builder */
    const char *title;                    /* "Deployment shop/web" */
    int64_t bound, pending;               /* pods on a node, on none */
    bool has_own_volumes;                 /* its replicas differ in where they may run */
};

/* kubernetes_home: what the volumes of a workload ask of the nodes of its cluster, to the builder;
 * true when its replicas differ in that. Adds a finding when data stays behind. */
bool kubernetes_emit_home(struct kube *kube, const struct kube_emission *emission);
void kubernetes_tell_missing_claims(struct kube *kube);

/* kubernetes_tell: findings on a workload, and on pods whose node was not read. */
void kubernetes_tell(struct kube *kube, const struct kube_emission *emission,
                     const struct kube_figures *figures);
void kubernetes_note_missing_node(struct kube *kube, const char *node);
void kubernetes_tell_missing_nodes(struct kube *kube);

/* kubernetes_emit: stacks, workloads, placements and findings to the builder. */
void kubernetes_emit_workloads(struct kube *kube);

/* Amounts of a list in the units of the estate, demands up or capacities down; an amount past the
 * cap is an error at the origin. */
struct kube_amounts kubernetes_amounts(struct kube *kube, const struct resource_list *list,
                                       enum quantity_round round, const struct origin *origin);

const int64_t *kubernetes_amount_find(const struct kube_amounts *amounts, const char *name);

/* A key of up to three parts in an intern table; -1 when it is not there and not to be added. */
int32_t kubernetes_key(struct intern *intern, bool add, const char *a, const char *b,
                       const char *c);

#endif
