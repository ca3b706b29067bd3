/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whose pod is it: Pod -> ReplicaSet -> Deployment, Pod -> Job -> CronJob, or any other owner. */
#include <assert.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "import/kubernetes/kubernetes_objects.h"

/* Owners are followed at most this far; no chain of Kubernetes' own is longer than two. */
enum { OWNER_DEPTH_MAX = 8 };

int32_t kubernetes_key(struct intern *intern, bool add, const char *a, const char *b, const char *c)
{
    struct buf key;
    int32_t index;

    buf_init(&key);
    buf_add(&key, a, strlen(a) + 1);
    buf_add(&key, b, strlen(b) + 1);
    buf_add(&key, c, strlen(c) + 1);
    index =
        add ? intern_add(intern, key.data, key.length) : intern_find(intern, key.data, key.length);
    buf_release(&key);
    return index;
}

int32_t kubernetes_find_workload(struct kube *kube, const char *name_space, const char *kind,
                                 const char *name)
{
    return kubernetes_key(kube->workload_keys, false, name_space, kind, name);
}

int32_t kubernetes_add_workload(struct kube *kube, const char *name_space, const char *kind,
                                const char *name, const struct origin *origin)
{
    int32_t index = kubernetes_key(kube->workload_keys, true, name_space, kind, name);

    if ((size_t)index == kube->workloads.count) {
        struct kube_workload workload = {.name_space = name_space,
                                         .kind = arena_strdup(kube->arena, kind),
                                         .name = name,
                                         .owner = {"", ""},
                                         .template_ix = -1,
                                         .pin = "",
                                         .origin = *origin};

        workload.is_daemon = strcmp(kind, "DaemonSet") == 0;
        KUBE_ADD(kube->workloads, workload);
    }
    return index;
}

/* The workload that an owner (found or added at index) belongs to itself. */
static int32_t climb(struct kube *kube, int32_t index)
{
    for (int depth = 0; depth < OWNER_DEPTH_MAX; depth++) {
        struct kube_workload one = kube->workloads.items[index]; /* adding may move the list */
        bool is_replica_set =
            strcmp(one.kind, "ReplicaSet") == 0 || strcmp(one.kind, "ReplicationController") == 0;
        bool is_job = strcmp(one.kind, "Job") == 0 && strcmp(one.owner.kind, "CronJob") == 0;

        if (one.owner.kind[0] == '\0' || (!is_replica_set && !is_job))
            return index;
        index = kubernetes_add_workload(kube, one.name_space, one.owner.kind, one.owner.name,
                                        &one.origin);
    }
    return index;
}

/* A Deployment names its ReplicaSets NAME-HASH and labels the pods with the hash. */
static const char *deployment_of(struct kube *kube, const char *replica_set, const char *hash)
{
    size_t length = strlen(replica_set), n = strlen(hash);

    if (n == 0 || length < n + 2 || strcmp(replica_set + length - n, hash) != 0 ||
        replica_set[length - n - 1] != '-')
        return NULL;
    return arena_strndup(kube->arena, replica_set, length - n - 1);
}

/* A CronJob names its Jobs NAME-MINUTES; -1 when there is no such CronJob. */
static int32_t cron_job_of(struct kube *kube, const char *name_space, const char *job)
{
    const char *dash = strrchr(job, '-');

    if (dash == NULL || dash == job || dash[1] == '\0' ||
        dash[1 + strspn(dash + 1, "0123456789")] != '\0')
        return -1;
    return kubernetes_find_workload(kube, name_space, "CronJob",
                                    arena_strndup(kube->arena, job, (size_t)(dash - job)));
}

static int32_t workload_of(struct kube *kube, const struct kube_pod *pod)
{
    const char *kind = pod->owner.kind, *name = pod->owner.name;
    int32_t index = kubernetes_find_workload(kube, pod->name_space, kind, name);

    if (kind[0] == '\0')
        return kubernetes_add_workload(kube, pod->name_space, "Pod", pod->name, &pod->origin);
    if (index < 0 && strcmp(kind, "ReplicaSet") == 0) {
        const char *deployment = deployment_of(kube, name, pod->hash);

        if (deployment != NULL)
            return kubernetes_add_workload(kube, pod->name_space, "Deployment", deployment,
                                           &pod->origin);
    }
    if (index < 0 && strcmp(kind, "Job") == 0)
        index = cron_job_of(kube, pod->name_space, name);
    if (index < 0)
        index = kubernetes_add_workload(kube, pod->name_space, kind, name, &pod->origin);
    return climb(kube, index);
}

/* A ReplicaSet of a Deployment is no workload; it says what an owner that was not read would say.
 */
static void fold_children(struct kube *kube)
{
    for (size_t i = 0; i < kube->workloads.count; i++) {
        int32_t parent = climb(kube, (int32_t)i);
        struct kube_workload *child = &kube->workloads.items[i], *owner;

        if (parent == (int32_t)i)
            continue;
        child->is_child = true;
        owner = &kube->workloads.items[parent];
        if (owner->has_object)
            continue;
        owner->desired += child->desired;
        if (child->desired > 0 || owner->template_ix < 0)
            owner->template_ix = child->template_ix;
    }
}

static void group_pods(struct kube *kube)
{
    int32_t next = 0;

    kube->by_workload = ARENA_NEW(kube->arena, kube->pods.count, int32_t);
    for (size_t i = 0; i < kube->pods.count; i++)
        if (!kube->pods.items[i].is_finished)
            kube->workloads.items[kube->pods.items[i].workload_ix].pod_count++;
    for (size_t i = 0; i < kube->workloads.count; i++) {
        kube->workloads.items[i].first_pod = next;
        next += kube->workloads.items[i].pod_count;
        kube->workloads.items[i].pod_count = 0;
    }
    for (size_t i = 0; i < kube->pods.count; i++) {
        struct kube_workload *workload;

        if (kube->pods.items[i].is_finished)
            continue;
        workload = &kube->workloads.items[kube->pods.items[i].workload_ix];
        kube->by_workload[workload->first_pod + workload->pod_count++] = (int32_t)i;
    }
}

void kubernetes_resolve(struct kube *kube)
{
    for (size_t i = 0; i < kube->pods.count; i++) {
        struct kube_pod *pod = &kube->pods.items[i];

        if (pod->is_finished)
            continue;
        pod->workload_ix = workload_of(kube, pod);
        if (pod->is_static)
            kube->workloads.items[pod->workload_ix].pin = pod->node;
    }
    fold_children(kube);
    group_pods(kube);
}
