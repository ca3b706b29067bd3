/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the volumes of a workload ask of the nodes of its own cluster. A pod must reach all of its
 * volumes; the workload's rule holds the places of all its pods, for muster knows no single pod.
 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "import/kubernetes/kubernetes_objects.h"

enum { ORDINALS_MAX = 1000, MISSING_SHOWN = 3 };

/* The places of a workload while they are gathered. */
struct home {
    struct kube *kube;
    const char *name_space;
    struct intern *seen; /* terms, as text */
    KUBE_VEC(struct node_term) terms;
    int64_t pod_count, bound_pods;
    bool is_mixed;     /* pods differ */
    int32_t last_size; /* how many terms the pod before had */
    const char *claim; /* the first whose volume not every node reaches */
    struct kube_places claim_places;
    const struct kube_emission *emission;
    struct intern *volume_keys; /* claim, or class of one without name; index = volume */
    KUBE_VEC(struct volume) volumes;
};

static const struct kube_storage_class *class_by_name(const struct kube *kube, const char *name)
{
    const struct kube_storage_class *found = NULL;

    for (size_t i = 0; i < kube->storage_classes.count; i++) {
        const struct kube_storage_class *one = &kube->storage_classes.items[i];

        if (name == NULL ? one->is_default : strcmp(one->name, name) == 0)
            found = one;
    }
    return found;
}

static void note_missing(struct kube *kube, const char *name_space, const char *claim)
{
    kube->missing_claim_count++;
    if (kube->missing_claim_count <= MISSING_SHOWN)
        buf_format(&kube->missing_claims, "%s%.100s/%.150s",
                   kube->missing_claim_count > 1 ? ", " : "", name_space, claim);
}

/* Where the volume of a claim is, or may be made; *ret_has_data says that it is there. */
static struct kube_places places_of(struct home *home, const struct kube_claim_use *use,
                                    bool *ret_has_data)
{
    struct kube *kube = home->kube;
    const struct kube_places everywhere = {.is_bound = false};
    const struct kube_storage_class *class;
    const struct kube_claim *claim = NULL;
    int32_t index = kubernetes_key(kube->claim_keys, false, home->name_space, use->name, "");

    *ret_has_data = false;
    if (index >= 0)
        claim = &kube->claims.items[index];
    if (claim != NULL && claim->volume[0] != '\0') {
        int32_t volume = intern_find(kube->volume_names, claim->volume, strlen(claim->volume));

        *ret_has_data = volume >= 0 && !claim->is_lost;
        if (*ret_has_data)
            return kube->volumes.items[volume].places;
    }
    if (claim == NULL ? !use->is_made : claim->volume[0] != '\0') {
        note_missing(kube, home->name_space, use->name);
        return everywhere;
    }
    class = class_by_name(kube, claim == NULL ? use->class : claim->class);
    return class == NULL ? everywhere : class->places;
}

/* The name that is kept of a claim: what each pod has of its own goes by its template. */
static const char *kept_name(const struct home *home, const struct kube_claim_use *use,
                             const char *pod)
{
    const struct kube_template *template = home->emission->template;

    if (use->is_made)
        return "";
    for (int32_t i = 0; template != NULL && i < template->per_pod.count; i++) {
        const char *name = template->per_pod.items[i].name;
        size_t n = strlen(name);

        if (strncmp(use->name, name, n) == 0 && use->name[n] == '-' &&
            strcmp(use->name + n + 1, pod) == 0)
            return name;
    }
    return use->name;
}

static const char *class_name(const struct home *home, const struct kube_claim_use *use)
{
    const struct kube *kube = home->kube;
    int32_t index = kubernetes_key(kube->claim_keys, false, home->name_space, use->name, "");
    const char *name = index < 0 ? use->class : kube->claims.items[index].class;
    const struct kube_storage_class *class = class_by_name(kube, NULL);

    if (name == NULL && (use->is_made || index >= 0) && class != NULL)
        name = class->name;
    return name == NULL ? "" : name;
}

static void note_volume(struct home *home, const char *claim, const char *class, bool is_bound)
{
    int32_t index =
        kubernetes_key(home->volume_keys, true, claim, claim[0] == '\0' ? class : "", "");

    if ((size_t)index == home->volumes.count) {
        struct volume made = {home->emission->handle, claim, class, false};

        KUBE_ADD(home->volumes, made);
    }
    home->volumes.items[index].is_bound_to_nodes |= is_bound;
}

/* pod: the pod's name. is_own: of a claim template, so that the pod's name is to be added. */
static void meet_claims(struct home *home, const struct kube_claim_uses *uses, const char *pod,
                        bool is_own, struct kube_places *places)
{
    for (int32_t i = 0; i < uses->count; i++) {
        struct kube_claim_use use = uses->items[i];
        struct kube_places one;
        bool has_data;
        const char *kept = is_own ? use.name : kept_name(home, &use, pod);

        if (is_own)
            use.name = arena_format(home->kube->arena, "%s-%s", use.name, pod);
        one = places_of(home, &use, &has_data);
        kubernetes_meet(home->kube, places, &one);
        note_volume(home, kept, class_name(home, &use), one.is_bound && has_data);
        if (one.is_bound && has_data && home->claim == NULL) {
            home->claim = use.name;
            home->claim_places = one;
        }
    }
}

static bool is_new_term(struct home *home, const struct node_term *term)
{
    struct buf key;
    int32_t known = intern_count(home->seen);
    bool is_new;

    buf_init(&key);
    for (int32_t e = 0; e < term->count; e++) {
        const struct expression *expression = &term->expressions[e];

        buf_format(&key, "%d,%d,", (int)expression->source, (int)expression->op);
        buf_add(&key, expression->key, strlen(expression->key) + 1);
        for (int32_t v = 0; v < expression->value_count; v++)
            buf_add(&key, expression->values[v], strlen(expression->values[v]) + 1);
        buf_add_char(&key, '\n');
    }
    is_new = intern_add(home->seen, key.data, key.length) == known;
    buf_release(&key);
    return is_new;
}

/* One pod more. */
static void add_pod(struct home *home, const struct kube_places *places)
{
    size_t before = home->terms.count;

    for (int32_t t = 0; places->is_bound && t < places->count; t++)
        if (is_new_term(home, &places->terms[t]))
            KUBE_ADD(home->terms, places->terms[t]);
    if (home->pod_count > 0)
        home->is_mixed |= home->terms.count > before ||
                          (home->bound_pods > 0) != places->is_bound ||
                          (places->is_bound && places->count != home->last_size);
    home->last_size = places->count;
    home->pod_count++;
    home->bound_pods += places->is_bound;
}

/* Without pods: those that there will be. */
static void add_template(struct home *home, const struct kube_emission *emission)
{
    const struct kube_template *template = emission->template;
    const struct kube_workload *workload = emission->workload;
    int64_t count = template->per_pod.count == 0 ? 1 : workload->desired;

    for (int64_t i = 0; i < count && i < ORDINALS_MAX; i++) {
        struct kube_places places = {.is_bound = false};

        meet_claims(home, &template->claims, "", false, &places);
        meet_claims(home, &template->per_pod,
                    arena_format(home->kube->arena, "%s-%lld", workload->name, (long long)i), true,
                    &places);
        add_pod(home, &places);
    }
}

static void gather(struct home *home, const struct kube_emission *emission)
{
    const struct kube *kube = home->kube;
    const struct kube_workload *workload = emission->workload;

    for (int32_t i = 0; i < workload->pod_count; i++) {
        const struct kube_pod *pod = &kube->pods.items[kube->by_workload[workload->first_pod + i]];
        struct kube_places places = {.is_bound = false};

        meet_claims(home, &pod->claims, pod->name, false, &places);
        add_pod(home, &places);
    }
    if (workload->pod_count == 0 && emission->template != NULL && workload->desired > 0)
        add_template(home, emission);
}

/* ---- findings */

static void tell_stays(struct home *home, const struct kube_emission *emission)
{
    const struct kube_places *places = &home->claim_places;
    const char *host_path = emission->template == NULL ? "" : emission->template->host_path;
    const char *key =
        places->count > 0 && places->terms[0].count > 0 ? places->terms[0].expressions[0].key : "";
    bool is_own = !emission->workload->is_daemon && emission->workload->pin[0] == '\0';

    if (home->claim != NULL)
        builder_finding(home->kube->builder, SEVERITY_WARNING, "volume-stays", home->kube->cluster,
                        emission->stack, -1,
                        "%s: the volume of claim %.150s is tied to %s%.100s; it does not go with "
                        "the workload",
                        emission->title,
                        home->claim[0] == '\0' ? "(one for each pod)" : home->claim,
                        key[0] == '\0' ? "certain nodes" : "nodes by ", key);
    else if (is_own && host_path[0] != '\0')
        builder_finding(home->kube->builder, SEVERITY_INFO, "volume-stays", home->kube->cluster,
                        emission->stack, -1,
                        "%s: its data in %.200s is on the node where it runs (hostPath); it does "
                        "not go with the workload",
                        emission->title, host_path);
}

void kubernetes_tell_missing_claims(struct kube *kube)
{
    if (kube->missing_claim_count > 0)
        builder_finding(kube->builder, SEVERITY_INFO, "volume-missing", kube->cluster, -1, -1,
                        "claims in use whose volume is not among the sources or is lost: %lld "
                        "(%s%s); no rule binds their workloads",
                        (long long)kube->missing_claim_count, kube->missing_claims.data,
                        kube->missing_claim_count > MISSING_SHOWN ? ", ..." : "");
}

bool kubernetes_emit_home(struct kube *kube, const struct kube_emission *emission)
{
    struct home home = {
        .kube = kube, .name_space = emission->workload->name_space, .emission = emission};
    bool is_mixed;

    home.seen = intern_new();
    home.volume_keys = intern_new();
    gather(&home, emission);
    if (home.bound_pods > 0 && home.bound_pods == home.pod_count) {
        struct rule rule = {.os = "", .arch = "", .has_terms = true};

        rule.terms = home.terms.items;
        rule.term_count = (int32_t)home.terms.count;
        builder_workload_home_rule(kube->builder, emission->handle, &rule);
    }
    for (size_t i = 0; i < home.volumes.count; i++)
        builder_volume(kube->builder, &home.volumes.items[i], &emission->workload->origin);
    tell_stays(&home, emission);
    is_mixed = home.is_mixed;
    intern_free(home.seen);
    intern_free(home.volume_keys);
    free(home.terms.items);
    free(home.volumes.items);
    return is_mixed;
}
