/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pod_build: host ports. Equal lists of ports are one claim; a node has room for one pod of each.
 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/intern.h"
#include "model/pods/pod_build.h"
#include "model/pods/pod_eligible.h"

struct claim {
    const struct pod_rule *rule; /* its ports */
    struct workload_list found;  /* who makes it */
};

struct claims {
    struct claim *list; /* [rules] at most */
    int32_t count;
    int32_t *of_rule; /* [pod rules] claim, -1 = it has no ports */
};

static void find_claims(struct pod_build *pods, struct claims *claims)
{
    const struct estate *e = pods->estate;
    struct intern *keys = intern_new();
    claims->list = ARENA_NEW(pods->arena, e->pod_rule_count, struct claim);
    claims->of_rule = ARENA_NEW(pods->arena, e->pod_rule_count, int32_t);
    for (int32_t r = 0; r < e->pod_rule_count; r++) {
        const struct pod_rule *rule = &e->pod_rules[r];
        claims->of_rule[r] = -1;
        if (rule->port_count == 0)
            continue;
        buf_clear(&pods->key);
        for (int32_t i = 0; i < rule->port_count; i++)
            buf_format(&pods->key, "%d/%s/%s ", (int)rule->ports[i].port, rule->ports[i].protocol,
                       rule->ports[i].ip);
        claims->of_rule[r] = intern_add(keys, pods->key.data, pods->key.length);
        claims->list[claims->of_rule[r]].rule = rule;
    }
    claims->count = intern_count(keys);
    intern_free(keys);
}

/* Counting sort of the workloads by claim. */
static void list_claimants(struct pod_build *pods, struct claims *claims)
{
    const struct estate *e = pods->estate;
    int32_t *first = ARENA_NEW(pods->arena, claims->count + 1, int32_t);
    int32_t *list = ARENA_NEW(pods->arena, e->workload_count, int32_t);
    for (int pass = 0; pass < 2; pass++) {
        for (int32_t w = 0; w < e->workload_count; w++) {
            int32_t rule_ix = e->workloads[w].pod_rule_ix;
            int32_t claim = rule_ix < 0 ? -1 : claims->of_rule[rule_ix];
            if (claim < 0)
                continue;
            if (pass == 0)
                first[claim + 1]++;
            else
                list[first[claim] + claims->list[claim].found.count++] = w;
        }
        for (int32_t k = 0; pass == 0 && k < claims->count; k++) {
            first[k + 1] += first[k];
            claims->list[k].found.workloads = list + first[k];
        }
    }
}

/* Claims that conflict with this one, itself among them: all their workloads, ascending. */
static struct workload_list find_rivals(struct pod_build *pods, const struct claims *claims,
                                        const struct claim *claim, bool *taken)
{
    struct workload_list ret = {NULL, 0};
    for (int pass = 0; pass < 2; pass++) {
        int32_t *list = pass == 1 ? ARENA_NEW(pods->arena, ret.count, int32_t) : NULL;
        ret.count = 0;
        for (int32_t k = 0; k < claims->count; k++) {
            const struct claim *other = &claims->list[k];
            if (!host_ports_conflict(claim->rule->ports, claim->rule->port_count,
                                     other->rule->ports, other->rule->port_count))
                continue;
            for (int32_t i = 0; i < other->found.count; i++) {
                if (list)
                    list[ret.count] = other->found.workloads[i];
                ret.count++;
            }
        }
        ret.workloads = list;
    }
    memset(taken, 0, (size_t)pods->problem->bin_count * sizeof *taken);
    for (int32_t i = 0; i < ret.count; i++)
        for (int32_t k = pods->first_pinned[ret.workloads[i]];
             k < pods->first_pinned[ret.workloads[i] + 1]; k++)
            taken[pods->pinned[k].bin] = true;
    return ret;
}

static void add_claim(struct pod_build *pods, const struct claims *claims,
                      const struct claim *claim, const int32_t *each_bin, bool *taken)
{
    const struct problem *p = pods->problem;
    struct item_set mine = pod_build_items(pods, claim->found);
    if (mine.count == 0)
        return;
    struct item_set set = pod_build_items(pods, find_rivals(pods, claims, claim, taken));
    for (int32_t i = 0; i < mine.count; i++) {
        const struct item *item = &pods->items[mine.items[i]];
        if (item->stays)
            continue; /* it is in the sets of the others */
        for (int32_t bin = 0; bin < p->bin_count; bin++)
            if (taken[bin])
                pod_build_forbid(pods, mine.items[i], bin);
        bool is_alone = set.count == 1 && (item->is_daemon || item->per_bin_cap <= 1);
        if (is_alone)
            continue;
        struct exclusion exclusion = {mine.items[i], set, each_bin, false};
        VEC_PUSH(pods->exclusions, pods->exclusion_count, pods->exclusion_room, exclusion);
    }
}

void pod_build_ports(struct pod_build *pods)
{
    struct claims claims;
    const struct problem *p = pods->problem;
    if (!pods->index)
        return;
    int32_t *each_bin = ARENA_NEW(pods->arena, p->bin_count, int32_t);
    bool *taken = ARENA_NEW(pods->arena, p->bin_count, bool);
    for (int32_t bin = 0; bin < p->bin_count; bin++)
        each_bin[bin] = bin;
    find_claims(pods, &claims);
    list_claimants(pods, &claims);
    for (int32_t k = 0; k < claims.count; k++)
        add_claim(pods, &claims, &claims.list[k], each_bin, taken);
}
