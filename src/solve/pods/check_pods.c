/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/pods/check_pods.h"

#include "base/arena.h"
#include "base/checked.h"
#include "base/error.h"

struct pods {
    const struct problem *problem;
    const struct share *assigns;
    int64_t *first;  /* [item_count + 1] shares of an item are a range */
    bool *has_group; /* [group_count * cluster_count] the plan puts the group there, with daemons */
    int64_t *here;   /* scratch [domains]: replicas of a set, zero between rules */
    bool *unmatched; /* scratch [cluster_count] */
    bool keeps_room; /* daemons count also where they may come */
    struct error *reterr;
};

/* One step through the replicas of an item: so many on a bin. */
struct step {
    int64_t next; /* share, or bin for daemons */
    int32_t bin;
    int64_t count;
};

static bool fail(const struct pods *pods, const char *what, int64_t where)
{
    return error_set(pods->reterr, ERROR_INTERNAL, "plan: %s (number %lld)", what,
                     (long long)where);
}

static bool next_daemon(const struct pods *pods, int32_t item, struct step *step)
{
    const struct problem *p = pods->problem;
    const bool *has_group = &pods->has_group[(int64_t)p->items[item].group_ix * p->cluster_count];

    while (step->next < p->bin_count) {
        int32_t bin = (int32_t)step->next;

        if (!has_group[p->bin_cluster[bin]]) {
            step->next = p->first_bin[p->bin_cluster[bin] + 1];
            continue;
        }
        step->next++;
        if (!problem_eligible(p, item, bin) &&
            !(pods->keeps_room && problem_may_come(p, item, bin)))
            continue;
        step->bin = bin;
        step->count = 1;
        return true;
    }
    return false;
}

/* Begin with a zeroed step. */
static bool next_replicas(const struct pods *pods, int32_t item, struct step *step)
{
    const struct share *share;

    if (pods->problem->items[item].is_daemon)
        return next_daemon(pods, item, step);
    if (pods->first[item] + step->next >= pods->first[item + 1])
        return false;
    share = &pods->assigns[pods->first[item] + step->next++];
    step->bin = share->bin_ix;
    step->count = share->count;
    return true;
}

/* Count the replicas of a set by domain; with is_closing the counts go back to zero. */
static void count_set(struct pods *pods, const struct item_set *set, const int32_t *bin_domain,
                      bool is_closing)
{
    for (int32_t k = 0; k < set->count; k++)
        for (struct step step = {0}; next_replicas(pods, set->items[k], &step);) {
            int32_t domain = bin_domain[step.bin];

            if (domain >= 0)
                pods->here[domain] = is_closing ? 0 : checked_add(pods->here[domain], step.count);
        }
}

static bool holds(const struct item_set *set, int32_t item)
{
    for (int32_t k = 0; k < set->count; k++)
        if (set->items[k] == item)
            return true;
    return false;
}

static bool check_exclusion(struct pods *pods, const struct exclusion *rule)
{
    int64_t itself = holds(&rule->set, rule->item_ix) ? 1 : 0;
    bool is_kept = true;

    count_set(pods, &rule->set, rule->bin_domain, false);
    for (struct step step = {0}; next_replicas(pods, rule->item_ix, &step);) {
        int32_t domain = rule->bin_domain[step.bin];

        is_kept = is_kept && (domain < 0 || pods->here[domain] <= itself);
    }
    count_set(pods, &rule->set, rule->bin_domain, true);
    return is_kept;
}

/* Clusters where a replica of the item finds no match in some term are marked. */
static void mark_unmatched(struct pods *pods, const struct affinity *rule,
                           const struct affinity_term *term, bool *unmatched)
{
    const struct problem *p = pods->problem;

    count_set(pods, &rule->set, term->bin_domain, false);
    for (struct step step = {0}; next_replicas(pods, rule->item_ix, &step);) {
        int32_t domain = term->bin_domain[step.bin];

        if (domain < 0 || (!term->present[domain] && pods->here[domain] == 0))
            unmatched[p->bin_cluster[step.bin]] = true;
    }
    count_set(pods, &rule->set, term->bin_domain, true);
}

/* Do all replicas of the item in a cluster stand in one domain of the term? */
static bool is_together(struct pods *pods, int32_t item, const struct affinity_term *term,
                        int32_t cluster)
{
    int32_t only = -1;

    for (struct step step = {0}; next_replicas(pods, item, &step);) {
        int32_t domain = term->bin_domain[step.bin];

        if (pods->problem->bin_cluster[step.bin] != cluster)
            continue;
        if (domain < 0 || (only >= 0 && only != domain))
            return false;
        only = domain;
    }
    return true;
}

static bool has_match_in(struct pods *pods, const struct affinity *rule, int32_t cluster)
{
    if (rule->cluster_has[cluster])
        return true;
    for (int32_t k = 0; k < rule->set.count; k++)
        for (struct step step = {0}; next_replicas(pods, rule->set.items[k], &step);)
            if (pods->problem->bin_cluster[step.bin] == cluster)
                return true;
    return false;
}

static bool check_affinity(struct pods *pods, const struct affinity *rule)
{
    const struct problem *p = pods->problem;
    bool *unmatched = pods->unmatched, is_kept = true;

    for (int32_t c = 0; c < p->cluster_count; c++)
        unmatched[c] = false;
    for (int32_t t = 0; t < rule->term_count; t++)
        mark_unmatched(pods, rule, &rule->terms[t], unmatched);
    for (int32_t c = 0; is_kept && c < p->cluster_count; c++) {
        if (!unmatched[c])
            continue;
        is_kept = rule->is_self && !has_match_in(pods, rule, c);
        for (int32_t t = 0; is_kept && t < rule->term_count; t++)
            is_kept = is_together(pods, rule->item_ix, &rule->terms[t], c);
    }
    return is_kept;
}

/* The least count of a cluster's domains. */
static int64_t least_count(const struct pods *pods, const struct spread *rule, int32_t cluster)
{
    int32_t first = rule->first_domain[cluster], end = rule->first_domain[cluster + 1];
    int64_t least = INT64_MAX;

    if (end - first < rule->min_domains)
        return 0;
    for (int32_t d = first; d < end; d++)
        if (checked_add(rule->base[d], pods->here[d]) < least)
            least = rule->base[d] + pods->here[d];
    return least;
}

static bool check_spread(struct pods *pods, const struct spread *rule)
{
    int32_t cluster = -1;
    int64_t least = 0;
    bool is_kept = true;

    count_set(pods, &rule->set, rule->bin_domain, false);
    for (struct step step = {0}; is_kept && next_replicas(pods, rule->item_ix, &step);) {
        int32_t domain = rule->bin_domain[step.bin];

        if (domain < 0) {
            is_kept = false;
            continue;
        }
        if (pods->problem->bin_cluster[step.bin] != cluster) {
            cluster = pods->problem->bin_cluster[step.bin];
            least = least_count(pods, rule, cluster);
        }
        is_kept =
            checked_add(rule->base[domain], pods->here[domain]) + (rule->is_self ? 0 : 1) - least <=
            rule->max_skew;
    }
    count_set(pods, &rule->set, rule->bin_domain, true);
    return is_kept;
}

static bool check_quota(const struct pods *pods, const struct quota_row *rule)
{
    int64_t used = 0;

    for (int32_t k = 0; k < rule->use_count; k++)
        for (struct step step = {0}; next_replicas(pods, rule->uses[k].item_ix, &step);)
            if (pods->problem->bin_cluster[step.bin] == rule->cluster)
                used = checked_add(used, checked_mul(rule->uses[k].amount, step.count));
    return used <= rule->left;
}

static bool check_rules(struct pods *pods)
{
    const struct problem *p = pods->problem;

    pods->keeps_room = true;
    for (int32_t k = 0; k < p->exclusion_count; k++)
        if (!check_exclusion(pods, &p->exclusions[k]))
            return fail(pods, "pods that exclude each other share a domain", k);
    for (int32_t k = 0; k < p->quota_count; k++)
        if (!check_quota(pods, &p->quotas[k]))
            return fail(pods, "a quota is passed", k);
    pods->keeps_room = false;
    for (int32_t k = 0; k < p->affinity_count; k++)
        if (!check_affinity(pods, &p->affinities[k]))
            return fail(pods, "a pod is not near the pods that it asks for", k);
    for (int32_t k = 0; k < p->spread_count; k++)
        if (!check_spread(pods, &p->spreads[k]))
            return fail(pods, "pods are spread too unevenly", k);
    return true;
}

/* Where each group is, as to its daemons. */
static void find_groups(struct pods *pods, const int32_t *group_cluster)
{
    const struct problem *p = pods->problem;

    for (int32_t g = 0; g < p->group_count; g++) {
        const struct group *group = &p->groups[g];
        bool *has_group = &pods->has_group[(int64_t)g * p->cluster_count];

        if (group_cluster[g] >= 0)
            has_group[group_cluster[g]] = true;
        if (group->kind != GROUP_REPLICAS)
            continue;
        for (int64_t s = pods->first[group->first_item];
             s < pods->first[group->first_item + group->item_count]; s++) {
            int32_t cluster = p->bin_cluster[pods->assigns[s].bin_ix];

            has_group[cluster] = !(group->lives_in && group->lives_in[cluster]);
        }
    }
}

/* The largest domain number and one, of what was seen before and of these. */
static int32_t see_domains(const struct problem *p, const int32_t *bin_domain, int32_t most)
{
    for (int32_t b = 0; b < p->bin_count; b++)
        most = bin_domain[b] >= most ? bin_domain[b] + 1 : most;
    return most;
}

static int32_t domain_room(const struct problem *p)
{
    const int32_t *last = NULL; /* rules in a row often share one array */
    int32_t most = 0;

    for (int32_t k = 0; k < p->exclusion_count; k++) {
        if (p->exclusions[k].bin_domain != last)
            most = see_domains(p, p->exclusions[k].bin_domain, most);
        last = p->exclusions[k].bin_domain;
    }
    for (int32_t k = 0; k < p->affinity_count; k++)
        for (int32_t t = 0; t < p->affinities[k].term_count; t++)
            most = see_domains(p, p->affinities[k].terms[t].bin_domain, most);
    for (int32_t k = 0; k < p->spread_count; k++)
        if (p->spreads[k].first_domain[p->cluster_count] > most)
            most = p->spreads[k].first_domain[p->cluster_count];
    return most;
}

bool check_pods(const struct problem *p, const struct share *assigns, int64_t assign_count,
                const int32_t *group_cluster, struct error *reterr)
{
    struct arena *arena;
    struct pods pods = {.problem = p, .assigns = assigns, .reterr = reterr};
    bool is_right;

    if (!problem_has_pod_rules(p))
        return true;
    arena = arena_new();
    pods.first = ARENA_NEW(arena, p->item_count + 1, int64_t);
    for (int64_t s = 0; s < assign_count; s++)
        pods.first[assigns[s].item_ix + 1]++;
    for (int32_t i = 0; i < p->item_count; i++)
        pods.first[i + 1] += pods.first[i];
    pods.has_group = ARENA_NEW(arena, (int64_t)p->group_count * p->cluster_count, bool);
    pods.here = ARENA_NEW(arena, domain_room(p), int64_t);
    pods.unmatched = ARENA_NEW(arena, p->cluster_count, bool);
    find_groups(&pods, group_cluster);
    is_right = check_rules(&pods);
    arena_free(arena);
    return is_right;
}
