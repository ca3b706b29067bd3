/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/build.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/intern.h"
#include "model/eligible.h"

static int32_t *filled(struct arena *arena, int32_t count, int32_t value)
{
    int32_t *list = ARENA_NEW(arena, count, int32_t);
    for (int32_t i = 0; i < count; i++)
        list[i] = value;
    return list;
}

/* Zones are numbered cluster by cluster; nodes without one share a zone of their own. */
static void number_zones(struct build *b, int32_t *bin_zone)
{
    const struct estate *e = b->question->estate;
    struct problem *p = b->problem;
    for (int32_t c = 0; c < p->cluster_count; c++) {
        struct intern *zones = intern_new();
        for (int32_t bin = p->first_bin[c]; bin < p->first_bin[c + 1]; bin++) {
            const char *zone = e->nodes[p->bin_node_ix[bin]].zone;
            bin_zone[bin] = p->zone_count + intern_add(zones, zone, strlen(zone));
        }
        p->zone_count += intern_count(zones);
        intern_free(zones);
    }
}

static void number_bins(struct build *b)
{
    const struct estate *e = b->question->estate;
    const struct scenario *s = b->question->scenario;
    struct problem *p = b->problem;
    int32_t *cluster_ix = ARENA_NEW(b->arena, e->cluster_count, int32_t);
    int32_t *first_bin = ARENA_NEW(b->arena, e->cluster_count + 1, int32_t);
    int32_t *bin_node_ix = ARENA_NEW(b->arena, e->node_count, int32_t);
    int32_t *bin_cluster = ARENA_NEW(b->arena, e->node_count, int32_t);
    for (int32_t c = 0; c < e->cluster_count; c++) {
        if (s->cluster_lost[c])
            continue;
        b->cluster_of[c] = p->cluster_count;
        const struct cluster *cluster = &e->clusters[c];
        for (int32_t n = cluster->first_node; n < cluster->first_node + cluster->node_count; n++) {
            if (s->node_lost[n])
                continue;
            b->bin_of[n] = p->bin_count;
            bin_cluster[p->bin_count] = p->cluster_count;
            bin_node_ix[p->bin_count++] = n;
        }
        cluster_ix[p->cluster_count++] = c;
        first_bin[p->cluster_count] = p->bin_count;
    }
    int32_t *bin_zone = ARENA_NEW(b->arena, p->bin_count, int32_t);
    p->cluster_ix = cluster_ix;
    p->first_bin = first_bin;
    p->bin_node_ix = bin_node_ix;
    p->bin_cluster = bin_cluster;
    p->bin_zone = bin_zone;
    number_zones(b, bin_zone);
}

void build_begin(struct build *build, const struct question *question,
                 const struct remains *remains, struct arena *arena, struct problem *ret)
{
    const struct estate *e = question->estate;
    *ret = (struct problem){.resource_count = e->resource_count};
    *build =
        (struct build){.question = question, .remains = remains, .arena = arena, .problem = ret};
    build->cluster_of = filled(arena, e->cluster_count, -1);
    build->bin_of = filled(arena, e->node_count, -1);
    build->class_of = filled(arena, e->rule_count, -1);
    build->group_of = filled(arena, e->stack_count, -1);
    number_bins(build);
}

int32_t build_group(struct build *build, enum group_kind kind, int32_t stack_ix)
{
    struct group group = {
        .kind = kind,
        .stack_ix = stack_ix,
        .tier_ix = -1,
        .weight = build->question->estate->stacks[stack_ix].weight,
        .first_item = (int32_t)build->item_count,
    };
    VEC_PUSH(build->groups, build->group_count, build->group_room, group);
    return (int32_t)build->group_count - 1;
}

static int32_t class_of_rule(struct build *build, int32_t rule_ix)
{
    if (build->class_of[rule_ix] < 0) {
        build->class_of[rule_ix] = (int32_t)build->class_count;
        VEC_PUSH(build->class_rules, build->class_count, build->class_room, rule_ix);
    }
    return build->class_of[rule_ix];
}

/* The class of one bin alone. */
static int32_t class_of_bin(struct build *build, int32_t bin)
{
    if (!build->class_of_bin)
        build->class_of_bin = filled(build->arena, build->problem->bin_count, -1);
    if (build->class_of_bin[bin] < 0) {
        build->class_of_bin[bin] = (int32_t)build->class_count;
        VEC_PUSH(build->class_rules, build->class_count, build->class_room, -1 - bin);
    }
    return build->class_of_bin[bin];
}

struct item *build_item(struct build *build, int32_t workload_ix, int64_t replicas)
{
    const struct workload *w = &build->question->estate->workloads[workload_ix];
    assert(build->group_count > 0);
    struct item item = {
        .group_ix = (int32_t)build->group_count - 1,
        .workload_ix = workload_ix,
        .replicas = replicas,
        .per_bin_cap = w->has_max_per_node ? w->max_per_node : replicas,
        .per_zone_cap = w->has_max_per_zone ? w->max_per_zone : replicas,
        .has_bin_cap = w->has_max_per_node,
        .has_zone_cap = w->has_max_per_zone,
        .is_daemon = w->is_daemon,
        .eligible_class = class_of_rule(build, w->rule_ix),
        .first_present = (int32_t)build->present_count,
        .first_home = (int32_t)build->home_count,
    };
    VEC_PUSH(build->items, build->item_count, build->item_room, item);
    build->groups[item.group_ix].item_count++;
    return &build->items[build->item_count - 1];
}

void build_stays(struct build *build, int32_t workload_ix)
{
    const struct estate *e = build->question->estate;
    const struct workload *w = &e->workloads[workload_ix];
    for (int32_t i = 0; i < w->placement_count; i++) {
        const struct placement *p = &e->placements[w->first_placement + i];
        struct item *item = build_item(build, workload_ix, p->replicas);
        struct share share = {(int32_t)build->item_count - 1, build->bin_of[p->node_ix],
                              p->replicas};
        item->has_bin_cap = item->has_zone_cap = item->is_daemon = false;
        item->per_bin_cap = item->per_zone_cap = p->replicas;
        item->stays = true;
        item->eligible_class = class_of_bin(build, share.bin_ix);
        item->home_count = 1;
        VEC_PUSH(build->home, build->home_count, build->home_room, share);
    }
}

int64_t build_present(struct build *build, int32_t workload_ix, int32_t cluster)
{
    const struct estate *e = build->question->estate;
    const struct workload *w = &e->workloads[workload_ix];
    struct item *item = &build->items[build->item_count - 1];
    int64_t survive = 0;
    for (int32_t i = 0; i < w->placement_count; i++) {
        int32_t place = w->first_placement + i;
        const struct placement *p = &e->placements[place];
        int32_t bin = build->bin_of[p->node_ix];
        if (bin < 0 || (cluster >= 0 && build->problem->bin_cluster[bin] != cluster))
            continue;
        survive += p->replicas;
        if (build->remains->is_movable[place])
            continue;
        struct share share = {(int32_t)build->item_count - 1, bin, p->replicas};
        VEC_PUSH(build->present, build->present_count, build->present_room, share);
        item->present_count++;
    }
    return survive;
}

bool build_has_bins(const struct build *build, const struct group *group, int32_t cluster)
{
    const struct estate *e = build->question->estate;
    const struct problem *p = build->problem;
    for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++) {
        const struct item *item = &build->items[i];
        const struct rule *rule = &e->rules[e->workloads[item->workload_ix].rule_ix];
        if (item->is_daemon || item->replicas == 0)
            continue;
        int32_t bin = p->first_bin[cluster];
        while (bin < p->first_bin[cluster + 1] &&
               eligible_node(rule, &e->nodes[p->bin_node_ix[bin]]) != ELIGIBLE)
            bin++;
        if (bin == p->first_bin[cluster + 1])
            return false;
    }
    return true;
}

void build_allowed(struct build *build, struct group *group, const bool *flags)
{
    int32_t *allowed = ARENA_NEW(build->arena, build->problem->cluster_count, int32_t);
    group->allowed_count = 0;
    for (int32_t c = 0; c < build->problem->cluster_count; c++)
        if (flags[c])
            allowed[group->allowed_count++] = c;
    group->allowed = allowed;
}

/* ---- the end: order the groups, number the tiers, fill the tables */

struct order {
    int32_t tier; /* residents: -1 */
    int32_t stack_ix;
    int32_t index;
};

static int compare_order(const void *a, const void *b)
{
    const struct order *x = a;
    const struct order *y = b;
    if (x->tier != y->tier)
        return x->tier < y->tier ? -1 : 1;
    if (x->stack_ix != y->stack_ix)
        return x->stack_ix < y->stack_ix ? -1 : 1;
    return x->index < y->index ? -1 : 1;
}

static struct order *order_groups(struct build *b)
{
    const struct estate *e = b->question->estate;
    struct order *orders = ARENA_NEW(b->arena, b->group_count, struct order);
    for (size_t g = 0; g < b->group_count; g++) {
        bool is_resident = b->groups[g].kind == GROUP_RESIDENT;
        int32_t stack_ix = b->groups[g].stack_ix;
        const bool *gives_way = b->question->options->gives_way;
        const struct stack *stack = &e->stacks[stack_ix];
        orders[g].tier = is_resident ? -1
                         : gives_way
                             ? question_level(stack->is_lent, stack->tier, gives_way[stack_ix])
                             : stack->tier;
        orders[g].stack_ix = b->groups[g].stack_ix;
        orders[g].index = (int32_t)g;
    }
    if (b->group_count)
        qsort(orders, b->group_count, sizeof *orders, compare_order);
    return orders;
}

/* A stack that was only asked for because another requires it (--only-tier) counts nothing. */
static void set_tier(struct build *b, struct group *group, int32_t tier, int32_t *tiers)
{
    struct problem *p = b->problem;
    const struct question_options *options = b->question->options;
    if (options->has_only_tier && !group->gives_way &&
        b->question->estate->stacks[group->stack_ix].tier > options->only_tier) {
        group->weight = 0;
        group->tier_ix = p->tier_count > 0 ? p->tier_count - 1 : 0;
        return;
    }
    if (p->tier_count == 0 || tiers[p->tier_count - 1] != tier)
        tiers[p->tier_count++] = tier;
    group->tier_ix = p->tier_count - 1;
}

static int32_t move_shares(const struct share *from, int32_t first, int32_t count, int32_t item_ix,
                           struct share *to, int32_t at)
{
    for (int32_t i = 0; i < count; i++) {
        to[at + i] = from[first + i];
        to[at + i].item_ix = item_ix;
    }
    return at;
}

static int compare_requires(const void *a, const void *b)
{
    const struct require *x = a;
    const struct require *y = b;
    if (x->group_ix != y->group_ix)
        return x->group_ix < y->group_ix ? -1 : 1;
    if (x->needs_ix != y->needs_ix)
        return x->needs_ix < y->needs_ix ? -1 : 1;
    return (int)x->same_cluster - (int)y->same_cluster;
}

static void finish_requires(struct build *b, const int32_t *place)
{
    struct problem *p = b->problem;
    struct require *requires = ARENA_NEW(b->arena, b->require_count, struct require);
    for (size_t i = 0; i < b->require_count; i++) {
        requires[i] = b->requires[i];
        requires[i].group_ix = place[requires[i].group_ix];
        requires[i].needs_ix = place[requires[i].needs_ix];
    }
    if (b->require_count)
        qsort(requires, b->require_count, sizeof *requires, compare_requires);
    for (size_t i = 0; i < b->require_count; i++)
        if (p->require_count == 0 ||
            compare_requires(&requires[i], &requires[p->require_count - 1]) != 0)
    requires[p->require_count++] = requires[i];
    p->requires = requires;
}

static void finish_groups(struct build *b)
{
    struct problem *p = b->problem;
    struct order *orders = order_groups(b);
    struct group *groups = ARENA_NEW(b->arena, b->group_count, struct group);
    struct item *items = ARENA_NEW(b->arena, b->item_count, struct item);
    struct share *present = ARENA_NEW(b->arena, b->present_count, struct share);
    struct share *home = ARENA_NEW(b->arena, b->home_count, struct share);
    int32_t *tiers = ARENA_NEW(b->arena, b->group_count, int32_t);
    int32_t *place = ARENA_NEW(b->arena, b->group_count, int32_t);
    for (size_t k = 0; k < b->group_count; k++) {
        int32_t from = orders[k].index;
        place[from] = (int32_t)k;
        groups[k] = b->groups[from];
        groups[k].first_item = p->item_count;
        if (orders[k].tier >= 0)
            set_tier(b, &groups[k], orders[k].tier, tiers);
        for (int32_t i = 0; i < groups[k].item_count; i++) {
            struct item *item = &items[p->item_count];
            *item = b->items[b->groups[from].first_item + i];
            item->group_ix = (int32_t)k;
            item->first_present = move_shares(b->present, item->first_present, item->present_count,
                                              p->item_count, present, p->present_count);
            item->first_home = move_shares(b->home, item->first_home, item->home_count,
                                           p->item_count, home, p->home_count);
            p->present_count += item->present_count;
            p->home_count += item->home_count;
            p->item_count++;
        }
    }
    finish_requires(b, place);
    build_twins(b, items);
    b->ordered = items;
    p->groups = groups;
    p->group_count = (int32_t)b->group_count;
    p->items = items;
    p->present = present;
    p->home = home;
    p->tiers = tiers;
}

static void finish_eligible(struct build *b)
{
    const struct estate *e = b->question->estate;
    struct problem *p = b->problem;
    unsigned char *table =
        ARENA_NEW(b->arena, (int64_t)b->class_count * p->bin_count, unsigned char);
    for (size_t k = 0; k < b->class_count; k++) {
        unsigned char *row = table + (int64_t)k * p->bin_count;
        if (b->class_rules[k] < 0) {
            row[-1 - b->class_rules[k]] = 1;
            continue;
        }
        const struct rule *rule = &e->rules[b->class_rules[k]];
        for (int32_t bin = 0; bin < p->bin_count; bin++)
            row[bin] = eligible_node(rule, &e->nodes[p->bin_node_ix[bin]]) == ELIGIBLE;
    }
    p->eligible = table;
    p->eligible_class_count = (int32_t)b->class_count;
}

void build_finish(struct build *build)
{
    finish_groups(build);
    finish_eligible(build);
    build_pods(build);
    build_amounts(build);
    free(build->groups);
    free(build->items);
    free(build->present);
    free(build->home);
    free(build->requires);
    free(build->class_rules);
}
