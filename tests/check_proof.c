/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Certificates made by a naive prover (random prices, a pool of simple leaves, branching until a
 * leaf holds) for instances whose optimum is known by counting: no claim below the optimum may be
 * proven, and none that a damaged certificate makes. MUSTER_MUTATIONS=N damages more.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "check_main.h"
#include "estate_maker.h"
#include "plan_maker.h"
#include "small_instance.h"
#include "verify/proof/knapsack.h"
#include "verify/proof/proof.h"

enum { INSTANCES = 120, MUTATIONS = 1500, POOL_MAX = 200, CUTS_MAX = 80, TREE_MAX = 4000 };

/* ---- the knapsack against counting */

static wide_int count_best(const struct knapsack_item *items, int count, const int64_t *room)
{
    wide_int best = 0;

    if (count == 0)
        return 0;
    for (int64_t n = 0; n <= items->most; n++) {
        int64_t left[3];
        wide_int value;
        bool fits = true;

        for (int r = 0; r < 3; r++) {
            left[r] = room[r] == NO_LIMIT ? NO_LIMIT : room[r] - n * items->demand[r];
            fits = fits && left[r] >= 0;
        }
        if (!fits)
            break;
        value = n * items->value + count_best(items + 1, count - 1, left);
        best = value > best ? value : best;
    }
    return best;
}

START_TEST(knapsacks_are_exact)
{
    struct arena *arena = arena_new();

    for (int i = 0; i < 4000; i++) {
        int64_t demand[5][3], room[3], budget = 1000000;
        struct knapsack_item items[5];
        int count = instance_pick(6);
        int64_t factor = instance_pick(4) ? 1 : (int64_t)1 << instance_pick(50);
        wide_int expected;

        for (int r = 0; r < 3; r++)
            room[r] = instance_pick(6) ? (instance_pick(14)) * factor : NO_LIMIT;
        for (int k = 0; k < count; k++) {
            for (int r = 0; r < 3; r++)
                demand[k][r] = instance_pick(6) * factor;
            items[k] = (struct knapsack_item){1 + instance_pick(9), instance_pick(5), demand[k]};
            if (instance_pick(8) == 0)
                items[k].value <<= 56;
        }
        expected = count_best(items, count, room);
        ck_assert(knapsack_best(items, count, room, 3, &budget, arena) == expected);
        budget = instance_pick(3);
        ck_assert(knapsack_best(items, count, room, 3, &budget, arena) >= expected);
        arena_reset(arena);
    }
    arena_free(arena);
}
END_TEST

/* One resource is plenty, one is scarce: weighed alike, three million steps are not enough; weighed
 * by what they decide, a few thousand are. */
START_TEST(knapsacks_of_skewed_nodes_are_short)
{
    static const int64_t room[3] = {96000, 500000, 8000};
    struct arena *arena = arena_new();
    struct knapsack_item items[40];
    int64_t demand[40][3], budget = 50000;
    uint64_t state = 10;

    for (int i = 0; i < 40; i++) {
        int64_t part[5];

        for (int k = 0; k < 5; k++) {
            static const int64_t range[5] = {4000, 8000, 900, 6, 9};

            state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            part[k] = (int64_t)((state >> 33) % (uint64_t)range[k]);
        }
        demand[i][0] = 500 + part[0];
        demand[i][1] = 1000 + part[1];
        demand[i][2] = 100 + part[2];
        items[i] = (struct knapsack_item){demand[i][2] / 7 + demand[i][0] / 400 + part[3],
                                          1 + part[4], demand[i]};
    }
    ck_assert(knapsack_best(items, 40, room, 3, &budget, arena) == 1417);
    ck_assert_int_ge(budget, 0);
    arena_free(arena);
}
END_TEST

/* ---- certificates by hand */

/* Two nodes of 10, three stacks of 6: one on each node, though 18 of 20 would be used. D needs the
 * 4 that is left on a node, and A beside it. */
static const char halves[] = "cluster L\n node L n 40\n cluster S\n node S s1 10\n node S s2 10\n"
                             "work L A w 1 6\n stack L A 0\n work L B w 1 6\n stack L B 0\n"
                             "work L C w 1 6\n stack L C 0\n"
                             "work L D w 3 4\n stack L D 1 requires=A\n";

static const struct hand_case {
    int64_t pi[4], value;
    const char *set; /* stacks, "" = prices alone */
    int64_t v, mu, bound;
    const char *tree; /* a leaf "0", a branch on a stack "A" */
    const char *expected;
} hand_cases[] = {
    {{1, 1, 1, 0}, 2, "", 1, 1, 2, "0", NULL},
    {{1, 1, 1, 0}, 3, "", 1, 1, 2, "0", "do not rule out"},
    {{1, 1, 1, 0}, 1, "", 1, 1, 2, "0", "can hold more than its value"},
    {{1, 1, 1, 0}, -1, "", 1, 1, 2, "0", "value is not in 0 to"},
    {{2, 2, 2, 0}, 4, "", 2, 1, 2, "0", NULL},
    {{1, 2, 3, 0}, 6, "", 2, 1, 2, "0", "do not rule out"},
    {{1, 1, 1, 0}, 2, "", 1, 2, 2, "0", "do not rule out"},
    {{1, 1, 1, 0}, 2, "", 1, -1, 2, "0", "multiplier of a cut is not in"},
    {{1, 1, 1, 0}, 2, "", -1, 1, 2, "0", "multiplier of a tier is not in"},
    {{1, 1, 1, 0}, 2, "", 1, 1, 1, "0", "do not rule out"},
    {{1, 1, -1, 0}, 2, "", 1, 1, 2, "0", "a price is not in"},
    {{1, 1, 1, 1}, 2, "", 1, 1, 2, "0", "can hold more"},
    {{1, 1, 1, 0}, 2, "ABC", 1, 1, 2, "0", NULL},
    {{1, 1, 1, 0}, 1, "ABC", 1, 1, 2, "0", "not one less than its set"},
    {{1, 1, 0, 0}, 1, "AB", 1, 1, 2, "0", "do not prove that the set has no place"},
    {{1, 1, 1, 0}, 1, "AB", 1, 1, 2, "0", "a stack that is not in the set"},
    {{1, 1, 1, 0}, 2, "CBA", 1, 1, 2, "0", "set does not ascend"},
    {{1, 1, 1, 0}, 2, "", 1, 1, 2, "A00", NULL},
    {{1, 1, 1, 0}, 2, "", 1, 1, 2, "A0", "ends too early"},
    {{1, 1, 1, 0}, 2, "", 1, 1, 2, "00", "behind the end"},
    {{1, 1, 1, 0}, 2, "", 1, 1, 2, "1", "a leaf that is not there"},
    {{1, 1, 1, 0}, 2, "", 1, 1, 2, "", "ends too early"},
    {{1, 1, 1, 0}, 2, "", 1, 1, 2, "X00", "not displaced"},
};

START_TEST(hand_made)
{
    const struct hand_case *test = &hand_cases[_i];
    struct estate *estate = estate_make(halves);
    struct arena *arena = arena_new();
    struct verify_report report = {0};
    struct scenario scenario;
    struct made_plan made;
    struct price prices[4];
    struct cut cut = {.cluster_ix = 1, .value = test->value, .prices = prices};
    struct cut_multiplier mu = {0, test->mu};
    struct leaf leaf = {.v = &test->v, .v_count = 1, .cuts = &mu, .cut_count = 1};
    struct tree_node nodes[4];
    struct tier_certificate tier = {0, test->bound, {nodes, 0}};
    struct certificate certificate = {&cut, 1, &leaf, 1, &tier, 1, NULL, 0};
    char name[] = "L/A";
    int32_t set[4];

    for (name[2] = 'A'; name[2] <= 'D'; name[2]++)
        if (test->pi[name[2] - 'A'])
            prices[cut.price_count++] =
                (struct price){made_workload(estate, name, "w"), test->pi[name[2] - 'A']};
    for (const char *at = test->set; *at; at++) {
        name[2] = *at;
        set[cut.set_count++] = made_stack(estate, name);
        cut.set = set;
    }
    for (const char *at = test->tree; *at; at++) {
        name[2] = *at;
        nodes[tier.tree.node_count++] = *at <= '9' ? (struct tree_node){*at - '0', -1, -1}
                                        : *at > 'D'
                                            ? (struct tree_node){-1, INT32_MAX, -1}
                                            : (struct tree_node){-1, made_stack(estate, name), -1};
    }
    made_scenario(estate, "L", arena, &scenario);
    plan_make(estate, "+L/A>S L/A.w@S/s1=1 +L/B>S L/B.w@S/s2=1 t0:3,3,2<=2! t1:1,1,0<=1!", &made);
    made.tiers[0].bound = test->bound;
    verify_bounds(estate, &scenario, &made.options, &made.plan, &certificate, arena, &report);
    if (test->expected)
        ck_assert_msg(made_report_has(&report, test->expected), "%s",
                      report.refuted ? report.texts[0] : "nothing");
    else
        ck_assert_msg(report.refuted == 0, "%s", report.texts[0]);
    arena_free(arena);
    estate_free(estate);
}
END_TEST

/* ---- a naive prover */

struct naive {
    struct instance in;
    struct estate *estate;
    struct arena *arena;
    struct scenario scenario;
    struct made_plan made;
    struct cover cover;
    struct proof proof;
    int32_t unit[STACKS];
    int32_t clusters[CLUSTERS];
    struct cut cuts[CUTS_MAX];
    struct leaf leaves[POOL_MAX];
    struct certificate certificate;
    struct tree_node nodes[TREE_MAX];
    int32_t node_count;
};

static void *keep(struct naive *n, const void *data, size_t size)
{
    return memcpy(arena_alloc(n->arena, 1, size), data, size);
}

/* Whatever they are, they show no less than what fits. */
static void add_weights(struct naive *n, struct cut *cut)
{
    int64_t weights[16];

    cut->weight_width = n->cover.q.resource_count;
    cut->weight_count = 1 + instance_pick(2);
    ck_assert_int_le(cut->weight_count * cut->weight_width, 16);
    for (int32_t i = 0; i < cut->weight_count * cut->weight_width; i++)
        weights[i] = instance_pick(4);
    cut->weights = keep(n, weights, sizeof weights);
}

/* The lowest value that the verifier accepts, when there is a use for it. */
static void add_cut(struct naive *n, int32_t cluster, const struct price *prices, int32_t count,
                    const int32_t *set, int32_t set_count)
{
    struct cut *cut = &n->cuts[n->certificate.cut_count];
    struct arena *scratch = arena_new();
    int64_t budget = 1000000;
    struct proven_cut proven;

    *cut = (struct cut){.cluster_ix = cluster,
                        .prices = keep(n, prices, (size_t)count * sizeof *prices),
                        .price_count = count,
                        .set = set ? keep(n, set, (size_t)set_count * sizeof *set) : NULL,
                        .set_count = set_count};
    if (instance_pick(3) == 0)
        add_weights(n, cut);
    if (set)
        cut->value = set_count - 1;
    do {
        cut_prove(&n->cover, cut, &budget, scratch, &proven);
    } while (proven.fault && !set && cut->value++ < 500);
    n->certificate.cut_count += !proven.fault;
    arena_free(scratch);
}

static int32_t pick_prices(const struct naive *n, int set, int most, struct price *prices)
{
    int32_t count = 0;

    for (int s = 0; s < n->in.count; s++) {
        const struct stack *stack = &n->estate->stacks[n->cover.q.units[n->unit[s]].stack_ix];

        for (int32_t w = 0; set >> s & 1 && w < stack->workload_count; w++) {
            int32_t ix = stack->first_workload + w;
            int64_t pi = most ? instance_pick(most) : estate_reservation(n->estate, ix, 0);

            if (pi > 0)
                prices[count++] = (struct price){ix, pi};
        }
    }
    return count;
}

static void add_cuts(struct naive *n)
{
    n->certificate.cuts = n->cuts;
    for (int c = 0; c < CLUSTERS; c++) {
        static struct price prices[4 * STACKS];

        for (int i = 0; i < 4; i++) {
            int32_t count = pick_prices(n, SUBSETS - 1, i == 0 ? 0 : 6, prices);

            add_cut(n, n->clusters[c], prices, count, NULL, 0);
        }
        for (int which = 1; which < 1 << n->in.count; which++) {
            int32_t set[STACKS], set_count = 0, before = n->certificate.cut_count;

            for (int s = 0; s < n->in.count; s++)
                if (which >> s & 1)
                    set[set_count++] = n->cover.q.units[n->unit[s]].stack_ix;
            for (int i = 0; i < 4 && n->certificate.cut_count == before; i++)
                if (n->certificate.cut_count < CUTS_MAX && !n->in.packs[c][which])
                    add_cut(n, n->clusters[c], prices,
                            pick_prices(n, which, i == 0 ? 0 : 2 + i, prices), set, set_count);
        }
    }
}

static struct leaf *add_leaf(struct naive *n, int64_t v0, int64_t v1)
{
    struct leaf *leaf = &n->leaves[n->certificate.leaf_count];
    int64_t v[2] = {v0, v1};

    ck_assert_int_lt(n->certificate.leaf_count, POOL_MAX);
    *leaf = (struct leaf){.v = keep(n, v, sizeof v), .v_count = n->made.plan.tier_count};
    n->certificate.leaf_count++;
    return leaf;
}

/* Every cut with some multiplier; some rows; all that is required, now and then. */
static void fill_leaf(struct naive *n, struct leaf *leaf)
{
    struct cut_multiplier cuts[CUTS_MAX];
    struct capacity_multiplier rows[CLUSTERS];
    struct require_multiplier requires[STACKS];

    for (int32_t i = 0; i < n->certificate.cut_count; i++)
        if (instance_pick(4) == 0)
            cuts[leaf->cut_count++] = (struct cut_multiplier){i, 1 + instance_pick(3)};
    for (int c = 0; c < CLUSTERS; c++)
        if (instance_pick(3) == 0)
            rows[leaf->row_count++] =
                (struct capacity_multiplier){n->clusters[c], 0, 1 + instance_pick(3)};
    for (int s = 0; s < n->in.count; s++) {
        int needs = n->in.stacks[s].needs;

        if (needs >= 0 && instance_pick(2))
        requires[leaf->require_count++] = (struct require_multiplier){
            n->cover.q.units[n->unit[s]].stack_ix, n->cover.q.units[n->unit[needs]].stack_ix,
            n->in.stacks[s].same && instance_pick(2) ? n->clusters[instance_pick(2)] : -1,
            1 + instance_pick(8)};
    }
    leaf->cuts = keep(n, cuts, sizeof cuts);
    leaf->rows = keep(n, rows, sizeof rows);
    leaf->requires = keep(n, requires, sizeof requires);
}

static void add_leaves(struct naive *n)
{
    n->certificate.leaves = n->leaves;
    add_leaf(n, 1, 0);
    add_leaf(n, 0, 1);
    add_leaf(n, 1, 1);
    for (int32_t i = 0; i < n->certificate.cut_count; i++) {
        struct cut_multiplier one = {i, 1};
        struct leaf *leaf = add_leaf(n, 0, 0);

        leaf->cuts = keep(n, &one, sizeof one);
        leaf->cut_count = 1;
    }
    for (int i = 0; i < 60; i++)
        fill_leaf(n, add_leaf(n, instance_pick(12), instance_pick(12)));
    for (int i = 0; i < 30; i++) {
        struct leaf *leaf = add_leaf(n, instance_pick(5), instance_pick(5));
        struct stack_multiplier stacks[STACKS];

        fill_leaf(n, leaf);
        leaf->is_sets = true;
        for (int s = 0; s < n->in.count; s++)
            if (instance_pick(2))
                stacks[leaf->stack_count++] = (struct stack_multiplier){
                    n->cover.q.units[n->unit[s]].stack_ix, instance_pick(9)};
        leaf->stacks = keep(n, stacks, sizeof stacks);
    }
}

static void naive_setup(struct naive *n)
{
    static const struct question_options options = {.residents = RESIDENTS_PINNED};
    char name[32];

    memset(n, 0, sizeof *n);
    instance_make(&n->in);
    instance_pack(&n->in);
    n->arena = arena_new();
    n->estate = instance_estate(&n->in);
    made_scenario(n->estate, "L", n->arena, &n->scenario);
    n->made.plan.tiers = n->made.tiers;
    n->made.options = options;
    for (int t = 0; t < 2; t++) {
        int64_t best = instance_optimum(&n->in, t, t ? (int)n->made.tiers[0].recovered : 0);

        n->made.tiers[t] = (struct plan_tier){.tier = t,
                                              .displaced_count = 1,
                                              .recovered = best,
                                              .bound = best,
                                              .is_certified = true};
    }
    n->made.plan.tier_count = 2;
    cover_init(&n->cover, n->estate, &n->scenario, &n->made.options, &n->made.plan, n->arena);
    for (int s = 0; s < n->in.count; s++) {
        snprintf(name, sizeof name, "L/s%d", s);
        n->unit[s] = n->cover.q.unit_of_stack[made_stack(n->estate, name)];
    }
    for (int c = 0; c < CLUSTERS; c++) {
        snprintf(name, sizeof name, "C%d", c);
        n->clusters[c] = estate_find_cluster(n->estate, name);
    }
    add_cuts(n);
    add_leaves(n);
    proof_begin(&n->proof, &n->cover, &n->made.plan, &n->certificate, n->arena);
}

static void naive_end(struct naive *n)
{
    proof_end(&n->proof);
    arena_free(n->arena);
    estate_free(n->estate);
}

static struct tree_node *add_node(struct naive *n, int32_t leaf, int32_t stack, int32_t cluster)
{
    struct tree_node *node = &n->nodes[n->node_count++];

    ck_assert_int_lt(n->node_count, TREE_MAX);
    *node = (struct tree_node){leaf, stack, cluster};
    return node;
}

/* Below this node: a leaf that holds, or a branch on stack s: first by stack, then by place. */
static bool build(struct naive *n, int s, bool by_place)
{
    struct unit_state *state = s < n->in.count ? &n->proof.states[n->unit[s]] : NULL;
    int32_t stack = state ? n->cover.q.units[n->unit[s]].stack_ix : -1, cluster;
    bool is_done;

    for (int32_t i = 0; i < n->certificate.leaf_count; i++)
        if (!leaf_prove(&n->proof, i)) {
            add_node(n, i, -1, -1);
            return true;
        }
    if (!state)
        return false;
    cluster = n->clusters[0];
    add_node(n, -1, stack, by_place ? cluster : -1);
    if (!by_place) {
        state->must++;
        is_done = build(n, s, true);
        state->must--;
        state->nowhere++;
        is_done = is_done && build(n, s + 1, false);
        state->nowhere--;
        return is_done;
    }
    state->must++;
    state->only_in = cluster;
    is_done = build(n, s + 1, false);
    state->must--;
    state->only_in = n->clusters[1]; /* as good as dead in the other one */
    is_done = is_done && build(n, s + 1, false);
    state->only_in = -1;
    return is_done;
}

/* Clean states, as the walk begins with; z is set by an empty walk. */
static bool prove(struct naive *n, int tier, int64_t bound, int32_t must, struct tree *ret)
{
    static const struct tree none;

    if (must < 0)
        proof_of_tier(&n->proof, tier, bound, &none);
    else
        proof_of_never(&n->proof, must, &none);
    n->node_count = 0;
    for (int32_t i = 0; i < n->certificate.leaf_count; i++)
        n->leaves[i].v_count = n->proof.z_count;
    if (!build(n, 0, false))
        return false;
    *ret = (struct tree){n->nodes, n->node_count};
    ck_assert_ptr_null(must < 0 ? proof_of_tier(&n->proof, tier, bound, ret)
                                : proof_of_never(&n->proof, must, ret));
    return true;
}

static bool can_be_recovered(const struct naive *n, int s)
{
    for (int way = 0; way < instance_ways(&n->in); way++) {
        int target[STACKS];
        bool is_recovered[STACKS];

        if (!instance_assign(&n->in, way, target))
            continue;
        instance_recovered(&n->in, target, is_recovered);
        if (is_recovered[s] &&
            instance_weight(&n->in, is_recovered, 0) >= n->made.tiers[0].recovered &&
            instance_weight(&n->in, is_recovered, 1) >= n->made.tiers[1].recovered)
            return true;
    }
    return false;
}

/* ---- damage */

static int64_t damaged(int64_t value)
{
    switch (instance_pick(9)) {
    case 0: return (int64_t)((uint64_t)value + 1);
    case 1: return (int64_t)((uint64_t)value - 1);
    case 2: return 0;
    case 3: return (int64_t)(0 - (uint64_t)value);
    case 4: return (int64_t)((uint64_t)value * 2);
    case 5: return value / 2;
    case 6: return instance_pick(8);
    case 7: return value ^ (int64_t)((uint64_t)1 << instance_pick(63));
    default: return instance_pick(2) ? INT64_MAX : INT64_MIN;
    }
}

static void damage32(int32_t *value)
{
    *value = (int32_t)damaged(*value);
}

static void damage_leaf(struct leaf *leaf)
{
    int64_t *v = (int64_t *)leaf->v;
    struct capacity_multiplier *row = (struct capacity_multiplier *)leaf->rows;
    struct cut_multiplier *cut = (struct cut_multiplier *)leaf->cuts;
    struct require_multiplier *require = (struct require_multiplier *)leaf->requires;
    struct stack_multiplier *stack = (struct stack_multiplier *)leaf->stacks;

    switch (instance_pick(10)) {
    case 0:
        if (leaf->v_count > 0)
            leaf->v_count--;
        break;
    case 1: leaf->is_sets = !leaf->is_sets; break;
    case 2:
        if (leaf->row_count > 0)
            row[instance_pick(leaf->row_count)].mu = damaged(row->mu);
        break;
    case 3:
        if (leaf->row_count > 0)
            damage32(instance_pick(2) ? &row->cluster_ix : &row->resource);
        break;
    case 4:
        if (leaf->cut_count > 0)
            cut[instance_pick(leaf->cut_count)].mu = damaged(cut->mu);
        break;
    case 5:
        if (leaf->cut_count > 0)
            damage32(&cut[instance_pick(leaf->cut_count)].cut_ix);
        break;
    case 6:
        if (leaf->require_count > 0)
            require[instance_pick(leaf->require_count)].th = damaged(require->th);
        break;
    case 7:
        if (leaf->require_count > 0)
            damage32(instance_pick(2)   ? &require->cluster_ix
                     : instance_pick(2) ? &require->needs_ix
                                        : &require->stack_ix);
        break;
    case 8:
        if (leaf->stack_count > 0)
            stack[instance_pick(leaf->stack_count)].m = damaged(stack->m);
        break;
    default:
        if (leaf->v_count > 0)
            v[instance_pick(leaf->v_count)] = damaged(v[0]);
    }
}

static void damage_cut(struct cut *cut)
{
    struct price *prices = (struct price *)cut->prices;

    if (cut->weights && instance_pick(4) == 0) {
        int64_t *weights = (int64_t *)cut->weights;

        weights[instance_pick(cut->weight_count)] = damaged(weights[0]);
        return;
    }
    switch (instance_pick(6)) {
    case 0: cut->value = damaged(cut->value); break;
    case 1: damage32(&cut->cluster_ix); break;
    case 2:
        if (cut->price_count > 0)
            prices[instance_pick(cut->price_count)].pi = damaged(prices->pi);
        break;
    case 3:
        if (cut->price_count > 0)
            damage32(&prices[instance_pick(cut->price_count)].workload_ix);
        break;
    case 4:
        if (cut->price_count > 0)
            cut->price_count--;
        break;
    default:
        if (cut->set)
            damage32((int32_t *)&cut->set[instance_pick(cut->set_count)]);
    }
}

static void damage_tree(struct naive *n, struct tier_certificate *tier)
{
    struct tree_node *node = &n->nodes[instance_pick(tier->tree.node_count)];

    switch (instance_pick(6)) {
    case 0: tier->tree.node_count--; break;
    case 1: damage32(&node->leaf_ix); break;
    case 2: damage32(&node->stack_ix); break;
    case 3: damage32(&node->cluster_ix); break;
    case 4: *node = n->nodes[instance_pick(tier->tree.node_count)]; break;
    default: tier->bound = damaged(tier->bound);
    }
}

static struct leaf *used_leaf(struct naive *n, const struct tree *tree)
{
    for (int i = 0; i < 100; i++) {
        int32_t ix = tree->nodes[instance_pick(tree->node_count)].leaf_ix;

        if (ix >= 0 && ix < n->certificate.leaf_count)
            return &n->leaves[ix];
    }
    return &n->leaves[0];
}

/* Does coverage say the bound already? Then nothing rests on a certificate. */
static bool is_covered(const struct naive *n, int tier)
{
    struct verify_report report = {0};
    struct arena *arena = arena_new();
    struct plan_tier tiers[2] = {n->made.tiers[0], n->made.tiers[1]};
    struct plan plan = n->made.plan;

    tiers[1 - tier].is_certified = false;
    plan.tiers = tiers;
    verify_bounds(n->estate, &n->scenario, &n->made.options, &plan, NULL, arena, &report);
    arena_free(arena);
    return report.refuted == 0;
}

/* Damage the certificate of a tier in one to three places: it may still hold, but what it then says
 * is true. Returns whether it was refused. */
static bool damage_and_check(struct naive *n, int tier, const struct tree *tree)
{
    struct tier_certificate claim = {tier, n->made.tiers[tier].recovered, *tree};
    struct verify_report report = {0};
    struct arena *arena = arena_new();
    struct plan plan = n->made.plan;
    struct plan_tier tiers[2] = {n->made.tiers[0], n->made.tiers[1]};
    struct certificate certificate = n->certificate;

    for (int k = instance_pick(3); k >= 0; k--) {
        struct leaf *leaf = used_leaf(n, tree);

        if (instance_pick(4) == 0 && claim.tree.node_count > 0)
            damage_tree(n, &claim);
        else if (instance_pick(2) && leaf->cut_count > 0 && leaf->cuts->cut_ix >= 0 &&
                 leaf->cuts->cut_ix < certificate.cut_count)
            damage_cut(&n->cuts[leaf->cuts->cut_ix]);
        else
            damage_leaf(leaf);
    }
    certificate.tiers = &claim;
    certificate.tier_count = 1;
    tiers[tier].bound = claim.bound;
    tiers[1 - tier].is_certified = false;
    plan.tiers = tiers;
    verify_bounds(n->estate, &n->scenario, &n->made.options, &plan, &certificate, arena, &report);
    arena_free(arena);
    if (report.refuted == 0)
        ck_assert_int_ge(claim.bound, n->made.tiers[tier].recovered);
    return report.refuted > 0;
}

/* What damage changes is restored: the pool is made of few lists, all in the arena. */
static void damage_copy(const struct naive *from, int tier, const struct tree *tree, int count,
                        int *ret_refused)
{
    static struct naive copy;

    for (int i = 0; i < count; i++) {
        struct tree own = {copy.nodes, tree->node_count};

        copy = *from;
        copy.arena = arena_new();
        for (int32_t k = 0; k < copy.certificate.cut_count; k++) {
            struct cut *cut = &copy.cuts[k];

            cut->prices = keep(&copy, cut->prices, (size_t)cut->price_count * sizeof *cut->prices);
            if (cut->weights)
                cut->weights =
                    keep(&copy, cut->weights,
                         (size_t)(cut->weight_count * cut->weight_width) * sizeof *cut->weights);
            if (cut->set)
                cut->set = keep(&copy, cut->set, (size_t)cut->set_count * sizeof *cut->set);
        }
        for (int32_t k = 0; k < copy.certificate.leaf_count; k++) {
            struct leaf *leaf = &copy.leaves[k];

            leaf->v = keep(&copy, leaf->v, (size_t)leaf->v_count * sizeof *leaf->v);
            if (leaf->cut_count)
                leaf->cuts = keep(&copy, leaf->cuts, (size_t)leaf->cut_count * sizeof *leaf->cuts);
            if (leaf->row_count)
                leaf->rows = keep(&copy, leaf->rows, (size_t)leaf->row_count * sizeof *leaf->rows);
            if (leaf->require_count)
            leaf->requires =
                keep(&copy, leaf->requires, (size_t)leaf->require_count * sizeof *leaf->requires);
            if (leaf->stack_count)
                leaf->stacks =
                    keep(&copy, leaf->stacks, (size_t)leaf->stack_count * sizeof *leaf->stacks);
        }
        copy.certificate.cuts = copy.cuts;
        copy.certificate.leaves = copy.leaves;
        *ret_refused += damage_and_check(&copy, tier, &own);
        arena_free(copy.arena);
    }
}

START_TEST(only_the_truth_is_proven)
{
    static struct naive n;
    const char *asked = getenv("MUSTER_MUTATIONS");
    int mutations = asked ? (int)strtol(asked, NULL, 10) : MUTATIONS;
    int proven = 0, tried = 0, branched = 0, damaged_count = 0, refused = 0, nevers = 0;

    for (int i = 0; i < INSTANCES; i++) {
        naive_setup(&n);
        for (int t = 0; t < 2; t++) {
            int64_t best = n.made.tiers[t].recovered;
            struct tree tree;

            ck_assert(!prove(&n, t, best - 1, -1, &tree));
            tried++;
            if (!prove(&n, t, best, -1, &tree))
                continue;
            proven++;
            branched += tree.node_count > 1;
            if (is_covered(&n, t))
                continue;
            damage_copy(&n, t, &tree, mutations / 20, &refused);
            damaged_count += mutations / 20;
        }
        for (int s = 0; s < n.in.count; s++) {
            struct tree tree;
            bool is_never = prove(&n, 0, 0, n.unit[s], &tree);

            ck_assert(!is_never || !can_be_recovered(&n, s));
            nevers += is_never;
        }
        naive_end(&n);
    }
    /* The test is worth something: most optima are proven, by trees too, and damage is seen. */
    ck_assert_int_gt(proven, tried * 3 / 4);
    ck_assert_int_gt(branched, INSTANCES / 10);
    ck_assert_int_gt(nevers, INSTANCES / 4);
    ck_assert_int_gt(refused, damaged_count / 4);
    ck_assert_int_ge(damaged_count, mutations / 2);
}
END_TEST

static Suite *proof_suite(void)
{
    Suite *suite = suite_create("proof");
    TCase *tests = tcase_create("proof");

    tcase_set_timeout(tests, 600);
    tcase_add_test(tests, knapsacks_are_exact);
    tcase_add_test(tests, knapsacks_of_skewed_nodes_are_short);
    tcase_add_loop_test(tests, hand_made, 0, (int)(sizeof hand_cases / sizeof *hand_cases));
    tcase_add_test(tests, only_the_truth_is_proven);
    suite_add_tcase(suite, tests);
    return suite;
}

CHECK_MAIN(proof_suite)
