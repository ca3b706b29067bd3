/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every plan of a small instance, right or damaged, is judged a second time by plain counting:
 * verify must agree. No bound below the optimum may pass, whatever the multipliers.
 */
#include <stdio.h>

#include "base/arena.h"
#include "check_main.h"
#include "estate_maker.h"
#include "plan_maker.h"
#include "small_instance.h"

enum { INSTANCES = 100, DAMAGES = 60, CLAIMS = 15 };

static void count_tiers(const struct instance *in, const bool *is_recovered, struct made_plan *made)
{
    made->plan.tier_count = 0;
    for (int t = 0; t < 2; t++) {
        struct plan_tier tier = {
            .tier = t, .recovered = instance_weight(in, is_recovered, t), .bound = INT32_MAX};

        for (int s = 0; s < in->count; s++) {
            tier.displaced_count += in->stacks[s].tier == t;
            tier.displaced_weight += in->stacks[s].tier == t ? in->stacks[s].weight : 0;
        }
        if (tier.displaced_count > 0)
            made->tiers[made->plan.tier_count++] = tier;
    }
}

/* The estate's indices of an instance. */
struct names {
    int32_t stack[STACKS], workload[STACKS], cluster[CLUSTERS], node[CLUSTERS][NODES];
};

static void find_names(const struct instance *in, const struct estate *estate, struct names *names)
{
    char name[32];

    for (int s = 0; s < in->count; s++) {
        snprintf(name, sizeof name, "L/s%d", s);
        names->stack[s] = made_stack(estate, name);
        names->workload[s] = made_workload(estate, name, "w");
    }
    for (int c = 0; c < CLUSTERS; c++) {
        snprintf(name, sizeof name, "C%d", c);
        names->cluster[c] = estate_find_cluster(estate, name);
        for (int n = 0; n < NODES; n++) {
            snprintf(name, sizeof name, "C%d/n%d", c, n);
            names->node[c][n] = made_node(estate, name);
        }
    }
}

static void plan_of(const struct instance *in, const struct names *names, const int *target,
                    struct made_plan *made)
{
    bool is_recovered[STACKS];
    int set[CLUSTERS] = {0, 0};

    *made = (struct made_plan){.plan = {0}};
    instance_recovered(in, target, is_recovered);
    count_tiers(in, is_recovered, made);
    for (int s = 0; s < in->count; s++) {
        if (target[s] >= 0)
            set[target[s]] |= 1 << s;
    }
    for (int s = 0; s < in->count; s++) {
        int c = target[s], first;

        if (c < 0)
            continue;
        made->stacks[made->plan.stack_count++] =
            (struct plan_stack){names->stack[s], names->cluster[c], is_recovered[s]};
        first = in->place[c][set[c]][s];
        for (int n = 0; n < NODES; n++) {
            int replicas = n == 0 ? first : in->stacks[s].replicas - first;

            if (replicas > 0)
                made->entries[made->plan.entry_count++] =
                    (struct plan_entry){names->workload[s], names->node[c][n], replicas};
        }
    }
    made->plan.tiers = made->tiers;
    made->plan.stacks = made->stacks;
    made->plan.entries = made->entries;
    made->plan.residents = made->residents;
}

/* Replicas on each node and the target of each stack, as a plan says; false when it is malformed.
 */
static bool read_plan(const struct instance *in, const struct names *names, const struct plan *plan,
                      int *target, int on[STACKS][CLUSTERS][NODES])
{
    for (int i = 0; i < plan->stack_count; i++) {
        int s = 0, c = 0;

        while (s < in->count && names->stack[s] != plan->stacks[i].stack_ix)
            s++;
        while (c < CLUSTERS && names->cluster[c] != plan->stacks[i].cluster_ix)
            c++;
        if (s == in->count || c == CLUSTERS ||
            (i > 0 && plan->stacks[i].stack_ix <= plan->stacks[i - 1].stack_ix))
            return false;
        target[s] = c;
    }
    for (int i = 0; i < plan->entry_count; i++) {
        const struct plan_entry *entry = &plan->entries[i];
        int s = 0, n = 0;

        while (s < in->count && names->workload[s] != entry->workload_ix)
            s++;
        if (s == in->count || target[s] < 0 || entry->replicas < 1 || entry->replicas > 99)
            return false;
        while (n < NODES && names->node[target[s]][n] != entry->node_ix)
            n++;
        if (n == NODES || (i > 0 && entry[-1].workload_ix > entry->workload_ix) ||
            (i > 0 && entry[-1].workload_ix == entry->workload_ix &&
             entry[-1].node_ix >= entry->node_ix))
            return false;
        on[s][target[s]][n] = (int)entry->replicas;
    }
    return true;
}

static bool places_are_right(const struct instance *in, const int *target,
                             int on[STACKS][CLUSTERS][NODES])
{
    int added[CLUSTERS][NODES] = {{0}};

    for (int s = 0; s < in->count; s++) {
        int sum = 0;

        for (int n = 0; target[s] >= 0 && n < NODES; n++) {
            int replicas = on[s][target[s]][n];

            sum += replicas;
            added[target[s]][n] += replicas * in->stacks[s].size + in->stacks[s].daemon;
            if (!instance_cap_holds(&in->stacks[s], replicas))
                return false;
        }
        if (target[s] >= 0 && sum != in->stacks[s].replicas)
            return false;
    }
    for (int c = 0; c < CLUSTERS; c++) {
        for (int n = 0; n < NODES; n++) {
            if (!instance_node_holds(in, c, n, added[c][n]))
                return false;
        }
    }
    return true;
}

static bool is_right(const struct instance *in, const struct names *names, const struct plan *plan)
{
    int target[STACKS] = {-1, -1, -1, -1, -1}, on[STACKS][CLUSTERS][NODES] = {{{0}}};
    bool is_recovered[STACKS];
    struct made_plan expected;

    if (!read_plan(in, names, plan, target, on) || !places_are_right(in, target, on))
        return false;
    instance_recovered(in, target, is_recovered);
    for (int i = 0, s = 0; i < plan->stack_count; i++) {
        while (names->stack[s] != plan->stacks[i].stack_ix)
            s++;
        if (plan->stacks[i].is_recovered != is_recovered[s])
            return false;
    }
    count_tiers(in, is_recovered, &expected);
    if (plan->tier_count != expected.plan.tier_count)
        return false;
    for (int i = 0; i < plan->tier_count; i++) {
        const struct plan_tier *a = &plan->tiers[i], *b = &expected.tiers[i];

        if (a->tier != b->tier || a->displaced_count != b->displaced_count ||
            a->displaced_weight != b->displaced_weight || a->recovered != b->recovered)
            return false;
    }
    return true;
}

static void damage_entry(const struct instance *in, const struct names *names,
                         struct made_plan *made)
{
    struct plan_entry *entry = &made->entries[instance_pick(made->plan.entry_count)];

    switch (instance_pick(6)) {
    case 0: entry->node_ix = names->node[instance_pick(CLUSTERS)][instance_pick(NODES)]; break;
    case 1: entry->replicas += instance_pick(3) - 1; break;
    case 2: entry->workload_ix = names->workload[instance_pick(in->count)]; break;
    case 3: *entry = made->entries[--made->plan.entry_count]; break;
    case 4: made->entries[made->plan.entry_count++] = *entry; break;
    default: entry->node_ix += instance_pick(3) - 1; break;
    }
}

static void damage_stack(const struct instance *in, const struct names *names,
                         struct made_plan *made)
{
    struct plan_stack *stack = &made->stacks[instance_pick(made->plan.stack_count)];

    switch (instance_pick(5)) {
    case 0: stack->cluster_ix = names->cluster[instance_pick(CLUSTERS)]; break;
    case 1: stack->is_recovered = !stack->is_recovered; break;
    case 2: stack->stack_ix = names->stack[instance_pick(in->count)]; break;
    case 3: *stack = made->stacks[--made->plan.stack_count]; break;
    default: made->stacks[made->plan.stack_count++] = *stack; break;
    }
}

static void damage_tier(struct made_plan *made)
{
    struct plan_tier *tier = &made->tiers[instance_pick(made->plan.tier_count)];

    switch (instance_pick(4)) {
    case 0: tier->recovered += instance_pick(3) - 1; break;
    case 1: tier->displaced_count += instance_pick(3) - 1; break;
    case 2: tier->displaced_weight += instance_pick(3) - 1; break;
    default: tier->tier += instance_pick(3) - 1; break;
    }
}

static void damage(const struct instance *in, const struct names *names, struct made_plan *made)
{
    int kind = instance_pick(8);

    if (kind < 4 && made->plan.entry_count > 0)
        damage_entry(in, names, made);
    else if (kind < 7 && made->plan.stack_count > 0)
        damage_stack(in, names, made);
    else
        damage_tier(made);
}

static void check_plans(const struct instance *in, const struct estate *estate,
                        const struct scenario *scenario, int *accepted)
{
    struct arena *arena = arena_new();
    struct names names;

    find_names(in, estate, &names);
    for (int i = 0; i < DAMAGES; i++) {
        struct verify_report report = {0};
        struct made_plan made;
        int target[STACKS];

        while (!instance_assign(in, instance_pick(instance_ways(in)), target))
            continue;
        plan_of(in, &names, target, &made);
        for (int k = instance_pick(4); k > 0; k--)
            damage(in, &names, &made);
        verify_plan(estate, scenario, &made.options, &made.plan, arena, &report);
        ck_assert_msg((report.refuted == 0) == is_right(in, &names, &made.plan), "%s",
                      report.refuted ? report.texts[0] : "a wrong plan was accepted");
        *accepted += report.refuted == 0;
        arena_reset(arena);
    }
    arena_free(arena);
}

/* The bounds of a random plan, claimed with random multipliers. */
static int check_bounds(const struct instance *in, const struct estate *estate,
                        const struct scenario *scenario, const struct names *names)
{
    struct arena *arena = arena_new();
    int target[STACKS], tightened = 0;
    struct made_plan made;

    while (!instance_assign(in, instance_pick(instance_ways(in)), target))
        continue;
    plan_of(in, names, target, &made);
    for (int i = 0; i < CLAIMS; i++) {
        int ix = instance_pick(made.plan.tier_count);
        struct plan_tier *tier = &made.tiers[ix];
        int64_t least = tier->tier == 1 && ix == 1 ? made.tiers[0].recovered : 0;
        int64_t v[2] = {instance_pick(12), 1 + instance_pick(12)};
        struct capacity_multiplier capacity[CLUSTERS] = {{names->cluster[0], 0, instance_pick(4)},
                                                         {names->cluster[1], 0, instance_pick(4)}};
        struct leaf leaf = {
            .v = v + 1 - ix, .v_count = ix + 1, .rows = capacity, .row_count = CLUSTERS};
        struct tree_node node = {0, -1, -1};
        struct tier_certificate claim = {tier->tier, 0, {&node, 1}};
        struct certificate certificate = {
            .leaves = &leaf, .leaf_count = 1, .tiers = &claim, .tier_count = 1};
        int64_t best = instance_optimum(in, tier->tier, (int)least);

        for (tier->bound = 0, tier->is_certified = true;; tier->bound++) {
            struct verify_report report = {0};

            claim.bound = tier->bound;
            verify_bounds(estate, scenario, &made.options, &made.plan, &certificate, arena,
                          &report);
            arena_reset(arena);
            if (report.refuted == 0)
                break;
        }
        ck_assert_int_ge(tier->bound, best);
        tightened += tier->bound == best && tier->bound < tier->displaced_weight;
        tier->is_certified = false;
        tier->bound = INT32_MAX;
    }
    arena_free(arena);
    return tightened;
}

static void check_impossible(const struct instance *in, const struct estate *estate,
                             const struct scenario *scenario, const struct names *names)
{
    struct arena *arena = arena_new();
    struct question_options options = {.residents = RESIDENTS_PINNED};
    struct plan plan = {0};
    struct impossibility *all =
        verify_impossibility(estate, scenario, &options, &plan, NULL, arena);

    for (int s = 0; s < in->count; s++) {
        bool is_blocked;

        if (!verify_is_impossible(all, names->stack[s], &is_blocked))
            continue;
        ck_assert(!is_blocked);
        for (int way = 0; way < instance_ways(in); way++) {
            int target[STACKS];
            bool is_recovered[STACKS];

            if (!instance_assign(in, way, target))
                continue;
            instance_recovered(in, target, is_recovered);
            ck_assert(!is_recovered[s]);
        }
    }
    arena_free(arena);
}

START_TEST(random_instances)
{
    int accepted = 0, tightened = 0;

    for (int i = 0; i < INSTANCES; i++) {
        static struct instance in;
        struct arena *arena = arena_new();
        struct scenario scenario;
        struct names names;
        struct estate *estate;

        instance_make(&in);
        instance_pack(&in);
        estate = instance_estate(&in);
        made_scenario(estate, "L", arena, &scenario);
        find_names(&in, estate, &names);
        check_plans(&in, estate, &scenario, &accepted);
        tightened += check_bounds(&in, estate, &scenario, &names);
        check_impossible(&in, estate, &scenario, &names);
        estate_free(estate);
        arena_free(arena);
    }
    /* The test is worth something: both answers come up, and multipliers do prove optima. */
    ck_assert_int_gt(accepted, INSTANCES * DAMAGES / 8);
    ck_assert_int_gt(tightened, INSTANCES / 2);
}
END_TEST

static Suite *verify_random_suite(void)
{
    Suite *suite = suite_create("verify_random");
    TCase *tests = tcase_create("verify_random");

    tcase_add_test(tests, random_instances);
    suite_add_tcase(suite, tests);
    return suite;
}

CHECK_MAIN(verify_random_suite)
