/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pods: required affinity and anti-affinity. */
#include "base/arena.h"
#include "verify/pods/pods.h"

static const struct pod_group *first_of(const struct pods *pods, int32_t kind_ix)
{
    return &pods->groups[pods->first_group[kind_ix]];
}

static const struct pod_group *end_of(const struct pods *pods, int32_t kind_ix)
{
    return &pods->groups[pods->first_group[kind_ix + 1]];
}

static int32_t cluster_of(const struct pods *pods, const struct pod_group *group)
{
    return pods->nodes[group->node_ix].cluster_ix;
}

static bool has_fresh(const struct pods *pods, int32_t kind_ix)
{
    for (const struct pod_group *g = first_of(pods, kind_ix); g < end_of(pods, kind_ix); g++) {
        if (g->fresh > 0)
            return true;
    }
    return false;
}

/* ---- affinity */

/* One kind with affinity, under judgement. */
struct seeker {
    struct pods *pods;
    int32_t kind_ix;
    const struct pod_rule *rule;
    int32_t found_count; /* pods->found: groups of matches but for its own fresh pods */
    const struct pod_domains **terms; /* [affinity_count] */
    int64_t *domain_stamp;            /* [node_count] scratch */
    int64_t *cluster_stamp;           /* equal to stamp: the cluster has a match */
    int64_t stamp;                    /* of the kind; terms count on from it */
};

/* Pods that count are those that all terms select. */
static bool all_select(const struct seeker *seeker, int32_t kind_ix, int32_t cluster_ix)
{
    for (int32_t t = 0; t < seeker->rule->affinity_count; t++) {
        if (!pods_term_selects(seeker->pods, &seeker->rule->affinity[t], kind_ix, cluster_ix))
            return false;
    }
    return true;
}

/* A match on a node that is in no domain of any term is near to nothing, and as good as none. */
static bool is_in_some_domain(const struct seeker *seeker, int32_t node_ix)
{
    for (int32_t t = 0; t < seeker->rule->affinity_count; t++) {
        if (seeker->terms[t]->of_node[node_ix] >= 0)
            return true;
    }
    return false;
}

static void find_matches(struct seeker *seeker)
{
    struct pods *pods = seeker->pods;
    int32_t count = pods_find(pods, &seeker->rule->affinity[0].selector);

    seeker->found_count = 0;
    for (int32_t i = 0; i < count; i++) {
        int32_t k = pods->candidates[i], last = -1;
        bool selects = false;

        for (const struct pod_group *g = first_of(pods, k); g < end_of(pods, k); g++) {
            if (cluster_of(pods, g) != last)
                selects = all_select(seeker, k, cluster_of(pods, g));
            last = cluster_of(pods, g);
            if (!selects || pods_met(pods, g) == 0 ||
                (k == seeker->kind_ix && g->fresh == g->count))
                continue;
            pods->found[seeker->found_count++] = (int32_t)(g - pods->groups);
            if (is_in_some_domain(seeker, g->node_ix))
                seeker->cluster_stamp[last] = seeker->stamp;
        }
    }
}

/*
 * Its own pods are the first that match in their cluster: the very first may stand anywhere where
 * all keys are, and those after it stand where it stands, in every term's domain.
 */
static bool may_be_first(const struct seeker *seeker, const struct pod_group *group)
{
    const struct pods *pods = seeker->pods;
    int32_t cluster_ix = cluster_of(pods, group);

    if (seeker->cluster_stamp[cluster_ix] == seeker->stamp ||
        !all_select(seeker, seeker->kind_ix, cluster_ix))
        return false;
    if (pods->one_by_one)
        return !pods->first_is_unmet || !pods->kinds[seeker->kind_ix].is_daemon;
    for (const struct pod_group *g = first_of(pods, seeker->kind_ix);
         g < end_of(pods, seeker->kind_ix); g++) {
        if (cluster_of(pods, g) != cluster_ix || g->fresh == 0)
            continue;
        for (int32_t t = 0; t < seeker->rule->affinity_count; t++) {
            if (seeker->terms[t]->of_node[g->node_ix] != seeker->terms[t]->of_node[group->node_ix])
                return false;
        }
        return true; /* all are compared with the first, so with each other */
    }
    return true;
}

static void judge_term(struct seeker *seeker, int32_t t)
{
    struct pods *pods = seeker->pods;
    const int32_t *domain = seeker->terms[t]->of_node;
    int64_t mark = seeker->stamp + t;

    for (int32_t i = 0; i < seeker->found_count; i++) {
        int32_t d = domain[pods->groups[pods->found[i]].node_ix];

        if (d >= 0)
            seeker->domain_stamp[d] = mark;
    }
    for (const struct pod_group *g = first_of(pods, seeker->kind_ix);
         g < end_of(pods, seeker->kind_ix); g++) {
        int32_t d = domain[g->node_ix];
        bool is_met = d >= 0 && (seeker->domain_stamp[d] == mark || may_be_first(seeker, g));

        if (g->fresh > 0 && !is_met)
            pods->breached(
                pods->context,
                &(struct breach){.kind = BREACH_AFFINITY,
                                 .kind_ix = g->kind_ix,
                                 .node_ix = g->node_ix,
                                 .other_ix = -1,
                                 .topology_key = seeker->rule->affinity[t].topology_key});
    }
}

void pods_check_affinity(struct pods *pods)
{
    struct seeker seeker = {.pods = pods, .stamp = 1};

    seeker.domain_stamp = ARENA_NEW(pods->arena, pods->node_count, int64_t);
    seeker.cluster_stamp = ARENA_NEW(pods->arena, pods->cluster_count, int64_t);
    for (int32_t k = 0; k < pods->kind_count; k++) {
        seeker.kind_ix = k;
        seeker.rule = pods->kinds[k].rule;
        if (!seeker.rule || seeker.rule->affinity_count == 0 || !has_fresh(pods, k))
            continue;
        seeker.terms =
            ARENA_NEW(pods->arena, seeker.rule->affinity_count, const struct pod_domains *);
        for (int32_t t = 0; t < seeker.rule->affinity_count; t++)
            seeker.terms[t] = pods_domains(pods, seeker.rule->affinity[t].topology_key);
        find_matches(&seeker);
        for (int32_t t = 0; t < seeker.rule->affinity_count; t++)
            judge_term(&seeker, t);
        seeker.stamp += seeker.rule->affinity_count;
    }
}

/* ---- anti-affinity */

/* Pods that a term keeps away, in one domain. */
struct unwanted {
    int64_t stamp;
    int64_t others, fresh_others; /* of other kinds than the owner's */
    int32_t kind_ix;              /* one of them */
    int64_t own;                  /* of the owner's kind */
};

static void count_unwanted(const struct pods *pods, struct unwanted *at,
                           const struct pod_group *group, int32_t owner_ix)
{
    int64_t count = pods_met(pods, group);

    if (group->kind_ix == owner_ix) {
        /* The fresh pod that is judged is one of them. */
        at->own += pods->one_by_one ? count + (count > 0) : count;
        return;
    }
    if (count == 0)
        return;
    if (at->others == 0 || (at->fresh_others == 0 && group->fresh > 0))
        at->kind_ix = group->kind_ix;
    at->others += count;
    at->fresh_others += group->fresh;
}

static void report_pair(struct pods *pods, enum breach_kind kind, const struct pod_group *group,
                        int32_t other_ix, const char *topology_key)
{
    pods->breached(pods->context, &(struct breach){.kind = kind,
                                                   .kind_ix = group->kind_ix,
                                                   .node_ix = group->node_ix,
                                                   .other_ix = other_ix,
                                                   .topology_key = topology_key});
}

/* A fresh pod of the owner beside one that it does not want. */
static void judge_owner(struct pods *pods, int32_t owner_ix, const struct pod_term *term,
                        const struct unwanted *domains, int64_t stamp)
{
    const int32_t *of_node = pods_domains(pods, term->topology_key)->of_node;

    for (const struct pod_group *g = first_of(pods, owner_ix); g < end_of(pods, owner_ix); g++) {
        const struct unwanted *at = of_node[g->node_ix] < 0 ? NULL : &domains[of_node[g->node_ix]];

        if (!at || at->stamp != stamp || g->fresh == 0)
            continue;
        if (at->others > 0)
            report_pair(pods, BREACH_ANTI_AFFINITY, g, at->kind_ix, term->topology_key);
        else if (at->own > 1)
            report_pair(pods, BREACH_ANTI_AFFINITY, g, owner_ix, term->topology_key);
    }
}

/* A fresh pod of another kind beside an owner that was there before: found_count groups in
 * pods->found are what the term selects. Where the owner is fresh as well, judge_owner told it. */
static void judge_others(struct pods *pods, int32_t owner_ix, const struct pod_term *term,
                         int32_t found_count, struct unwanted *domains, int64_t stamp)
{
    const int32_t *of_node = pods_domains(pods, term->topology_key)->of_node;

    for (const struct pod_group *g = first_of(pods, owner_ix); g < end_of(pods, owner_ix); g++) {
        struct unwanted *at = of_node[g->node_ix] < 0 ? NULL : &domains[of_node[g->node_ix]];

        /* own = -1 marks domains that an old owner stands in. */
        if (at && at->stamp == stamp && g->count > g->fresh)
            at->own = -1;
    }
    for (int32_t i = 0; i < found_count; i++) {
        const struct pod_group *g = &pods->groups[pods->found[i]];

        if (g->kind_ix != owner_ix && g->fresh > 0 && domains[of_node[g->node_ix]].own < 0)
            report_pair(pods, BREACH_ANTI_AFFINITY_OF_OTHER, g, owner_ix, term->topology_key);
    }
}

static void judge_apart(struct pods *pods, int32_t owner_ix, const struct pod_term *term,
                        struct unwanted *domains, int64_t stamp)
{
    const int32_t *of_node = pods_domains(pods, term->topology_key)->of_node;
    int32_t count = pods_find(pods, &term->selector), found_count = 0;
    bool any_fresh = has_fresh(pods, owner_ix);

    for (int32_t i = 0; i < count; i++) {
        int32_t k = pods->candidates[i], last = -1;
        bool selects = false;

        for (const struct pod_group *g = first_of(pods, k); g < end_of(pods, k); g++) {
            struct unwanted *at;

            if (cluster_of(pods, g) != last)
                selects = pods_term_selects(pods, term, k, cluster_of(pods, g));
            last = cluster_of(pods, g);
            if (!selects || of_node[g->node_ix] < 0)
                continue;
            at = &domains[of_node[g->node_ix]];
            if (at->stamp != stamp)
                *at = (struct unwanted){.stamp = stamp, .kind_ix = -1};
            count_unwanted(pods, at, g, owner_ix);
            pods->found[found_count++] = (int32_t)(g - pods->groups);
            any_fresh = any_fresh || g->fresh > 0;
        }
    }
    if (!any_fresh)
        return;
    judge_owner(pods, owner_ix, term, domains, stamp);
    judge_others(pods, owner_ix, term, found_count, domains, stamp);
}

void pods_check_anti_affinity(struct pods *pods)
{
    struct unwanted *domains = ARENA_NEW(pods->arena, pods->node_count, struct unwanted);
    int64_t stamp = 0;

    for (int32_t k = 0; k < pods->kind_count; k++) {
        const struct pod_rule *rule = pods->kinds[k].rule;

        if (!rule || pods->first_group[k] == pods->first_group[k + 1])
            continue;
        for (int32_t t = 0; t < rule->anti_affinity_count; t++)
            judge_apart(pods, k, &rule->anti_affinity[t], domains, ++stamp);
    }
}
