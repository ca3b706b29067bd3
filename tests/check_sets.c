/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The packer of sets against exhaustive search: thousands of tiny clusters, every level. What it
 * packs holds, what it refutes cannot be packed.
 */
#include <stdlib.h>

#include "base/arena.h"
#include "check_main.h"
#include "problem_maker.h"
#include "solve/coverage.h"
#include "solve/greedy/place.h"
#include "solve/pack.h"
#include "solve/sets/knapsack.h"
#include "solve/sets/packer.h"
#include "solve/sets/random.h"
#include "solve/swap/swap.h"

enum { RESOURCES = 2, BINS_MAX = 4, GROUPS_MAX = 4 };

static uint64_t state;

static int32_t dice(int32_t sides)
{
    return random_dice(&state, sides);
}

/* Some amounts are as large as bytes are. */
static void roll(int64_t *amounts, int32_t least, int32_t most, int64_t unit)
{
    for (int32_t r = 0; r < RESOURCES; r++)
        amounts[r] = (dice(6) == 0 ? least : least + dice(most)) * (r == 1 ? unit : 1);
}

static struct maker *roll_cluster(uint64_t seed)
{
    struct maker *maker = maker_new(RESOURCES, 1);
    int64_t amounts[RESOURCES], unit;
    int32_t bins, groups;

    state = random_seed(seed);
    unit = dice(2) ? 1 : INT64_C(1) << 40;
    bins = dice(BINS_MAX) + 1;
    groups = dice(GROUPS_MAX) + 1;
    for (int32_t b = 0; b < bins; b++) {
        roll(amounts, 0, 12, unit);
        maker_bin(maker, 0, dice(2), amounts);
    }
    for (int32_t g = 0; g < groups; g++) {
        maker_group(maker, GROUP_WHOLE, 0, 1);
        for (int32_t i = dice(2); i >= 0; i--) {
            roll(amounts, 0, 6, unit);
            maker_item(maker, dice(3) + 1, amounts);
            if (dice(5) == 0)
                maker_bin_cap(maker, dice(2) + 1);
            if (dice(7) == 0)
                maker_zone_cap(maker, dice(2) + 1);
            if (dice(5) == 0)
                maker_exclude(maker, dice(bins));
            if (dice(8) == 0)
                maker_present(maker, dice(bins), 1);
        }
        if (dice(8) == 0) {
            roll(amounts, 0, 2, unit);
            maker_daemon(maker, amounts);
        }
    }
    return maker;
}

/* Exhaustive search: replica by replica of item `item` from bin `bin` on. */
struct truth {
    const struct problem *problem;
    int64_t left[BINS_MAX][RESOURCES];
    int64_t on_bin[BINS_MAX], in_zone[8]; /* of the present item */
    uint32_t set;
};

static bool pack_rest(struct truth *truth, int32_t item, int64_t placed, int32_t bin);

static bool put_one(struct truth *truth, int32_t item, int64_t placed, int32_t bin)
{
    const struct problem *p = truth->problem;
    const struct item *it = &p->items[item];
    int32_t zone = p->bin_zone[bin];
    bool fits = problem_eligible(p, item, bin) && zone < 8;

    fits = fits && (!it->has_bin_cap || truth->on_bin[bin] < it->per_bin_cap) &&
           (!it->has_zone_cap || truth->in_zone[zone] < it->per_zone_cap);
    for (int32_t r = 0; r < RESOURCES; r++)
        fits = fits && truth->left[bin][r] >= problem_demand(p, item, r);
    if (!fits)
        return false;
    for (int32_t r = 0; r < RESOURCES; r++)
        truth->left[bin][r] -= problem_demand(p, item, r);
    truth->on_bin[bin]++;
    truth->in_zone[zone]++;
    fits = pack_rest(truth, item, placed + 1, bin);
    for (int32_t r = 0; r < RESOURCES; r++)
        truth->left[bin][r] += problem_demand(p, item, r);
    truth->on_bin[bin]--;
    truth->in_zone[zone]--;
    return fits;
}

static bool pack_item(struct truth *truth, int32_t item)
{
    const struct problem *p = truth->problem;
    struct truth next = *truth;

    while (item < p->item_count &&
           (!(truth->set >> p->items[item].group_ix & 1) || p->items[item].is_daemon))
        item++;
    if (item == p->item_count)
        return true;
    for (int32_t b = 0; b < BINS_MAX; b++)
        next.on_bin[b] = 0;
    for (int32_t z = 0; z < 8; z++)
        next.in_zone[z] = 0;
    for (int32_t k = 0; k < p->items[item].present_count; k++) {
        const struct share *share = &p->present[p->items[item].first_present + k];

        next.on_bin[share->bin_ix] += share->count;
        next.in_zone[p->bin_zone[share->bin_ix]] += share->count;
    }
    return pack_rest(&next, item, 0, 0);
}

static bool pack_rest(struct truth *truth, int32_t item, int64_t placed, int32_t bin)
{
    if (placed == truth->problem->items[item].replicas)
        return pack_item(truth, item + 1);
    for (; bin < truth->problem->bin_count; bin++)
        if (put_one(truth, item, placed, bin))
            return true;
    return false;
}

static bool can_pack(const struct problem *p, uint32_t set)
{
    struct truth truth = {.problem = p, .set = set};

    for (int32_t b = 0; b < p->bin_count; b++)
        for (int32_t r = 0; r < RESOURCES; r++) {
            truth.left[b][r] = problem_free(p, b, r);
            for (int32_t i = 0; i < p->item_count; i++)
                if ((set >> p->items[i].group_ix & 1) && p->items[i].is_daemon &&
                    problem_eligible(p, i, b))
                    truth.left[b][r] -= problem_demand(p, i, r);
            if (truth.left[b][r] < 0)
                return false;
        }
    return pack_item(&truth, 0);
}

/* Every share where it may be, all replicas there: packer.c checks the rest with
 * set_plan_holds. */
static void check_places(const struct problem *p, uint32_t set, const struct packing *packing)
{
    for (int32_t i = 0; i < p->item_count; i++) {
        int64_t placed = 0;
        bool is_asked = (set >> p->items[i].group_ix & 1) && !p->items[i].is_daemon;

        for (size_t k = 0; k < packing->count; k++) {
            if (packing->shares[k].item_ix != i)
                continue;
            ck_assert(problem_eligible(p, i, packing->shares[k].bin_ix));
            placed += packing->shares[k].count;
        }
        ck_assert_int_eq(placed, is_asked ? p->items[i].replicas : 0);
    }
    for (int32_t b = 0; b < p->bin_count; b++)
        for (int32_t r = 0; r < RESOURCES; r++) {
            int64_t left = problem_free(p, b, r);

            for (size_t k = 0; k < packing->count; k++)
                if (packing->shares[k].bin_ix == b)
                    left -=
                        packing->shares[k].count * problem_demand(p, packing->shares[k].item_ix, r);
            ck_assert_int_ge(left, 0);
        }
}

struct tally {
    int packed, refuted, unknown, missed;
};

static void ask_all(const struct problem *p, struct packer *packer, struct tally *tally)
{
    struct packing packing = {0};

    for (uint32_t set = 1; set < 1u << p->group_count; set++)
        for (enum packer_level level = PACKER_QUICK; level <= PACKER_DEEP; level++) {
            int32_t groups[GROUPS_MAX], count = 0;
            enum packer_answer answer;
            bool packs = can_pack(p, set);

            for (int32_t g = 0; g < p->group_count; g++)
                if (set >> g & 1)
                    groups[count++] = g;
            answer = packer_ask(packer, 0, groups, count, level, &packing);
            if (answer == PACKER_PACKED)
                check_places(p, set, &packing);
            ck_assert(answer != PACKER_PACKED || packs);
            ck_assert(answer != PACKER_REFUTED || !packs);
            tally->packed += answer == PACKER_PACKED;
            tally->refuted += answer == PACKER_REFUTED;
            tally->unknown += answer == PACKER_UNKNOWN && level == PACKER_DEEP;
            tally->missed += answer == PACKER_UNKNOWN && level == PACKER_DEEP && packs;
            if (answer != PACKER_UNKNOWN)
                break;
        }
    packing_release(&packing);
}

START_TEST(sets_against_exhaustion)
{
    const char *text = getenv("MUSTER_RANDOM_COUNT");
    int count = text ? atoi(text) : 400;
    struct tally tally = {0};

    for (int seed = 0; seed < count; seed++) {
        struct maker *maker = roll_cluster((uint64_t)seed);
        const struct problem *p = maker_problem(maker);
        struct arena *arena = arena_new();
        struct index *index = index_new(p, arena);
        struct pack *pack = pack_new(p, index);
        struct work work;
        struct placer *placer;
        struct packer *packer;

        work_init(&work, 1000000000, 0);
        placer = placer_new(pack, &work);
        packer = packer_new(p, index, placer, &work);
        packer_base(packer, pack);
        ask_all(p, packer, &tally);
        packer_free(packer);
        placer_free(placer);
        pack_free(pack);
        arena_free(arena);
        maker_free(maker);
    }
    ck_assert_int_gt(tally.packed, tally.unknown);
    ck_assert_int_gt(tally.refuted, 0);
    ck_assert_int_lt(tally.missed * 50, tally.packed);
}
END_TEST

/* The best filling by counting through all of them. */
static int64_t best_filling(const struct knapsack *k, int32_t i, int64_t *left)
{
    int64_t best = 0;

    if (i == k->item_count)
        return 0;
    for (int64_t n = 0; n <= k->items[i].most; n++) {
        int64_t next[RESOURCES], value;
        bool fits = true;

        for (int32_t r = 0; r < RESOURCES; r++) {
            next[r] = left[r] - n * k->items[i].demand[r];
            fits = fits && next[r] >= 0;
        }
        if (!fits)
            break;
        value = n * k->items[i].value + best_filling(k, i + 1, next);
        best = value > best ? value : best;
    }
    return best;
}

START_TEST(knapsack_is_exact)
{
    for (int seed = 0; seed < 2000; seed++) {
        int64_t demand[4][RESOURCES], free_amounts[RESOURCES], value = 0;
        struct knapsack k;
        struct work work;

        knapsack_init(&k, RESOURCES, 4);
        k.free = free_amounts;
        state = random_seed((uint64_t)seed);
        work_init(&work, 1000000000, 0);
        roll(free_amounts, 0, 30, 1);
        for (int32_t i = 0; i < 4; i++) {
            roll(demand[i], 0, 9, 1);
            k.items[i] = (struct knapsack_item){demand[i], dice(20), dice(4), 0};
        }
        int64_t best = best_filling(&k, 0, free_amounts);

        knapsack_solve(&k, 3, &work);
        ck_assert_int_le(k.value, best);
        ck_assert_int_ge(k.bound, best);
        knapsack_solve(&k, 100000, &work);
        ck_assert_int_eq(k.value, best);
        ck_assert_int_eq(k.bound, best);
        for (int32_t i = 0; i < 4; i++)
            value += k.items[i].taken * k.items[i].value;
        ck_assert_int_eq(value, best);
        knapsack_release(&k);
    }
}
END_TEST

/* One resource: a table where a search would be longer; both are exact. */
START_TEST(knapsack_of_one_resource)
{
    for (int seed = 0; seed < 1000; seed++) {
        int64_t demand[12], amount, value[2] = {0, 0};
        struct knapsack k;
        struct work work;

        knapsack_init(&k, 1, 12);
        k.free = &amount;
        state = random_seed((uint64_t)seed);
        work_init(&work, 1000000000, 0);
        amount = dice(60);
        for (int32_t i = 0; i < 12; i++) {
            demand[i] = dice(20);
            k.items[i] = (struct knapsack_item){&demand[i], dice(50), dice(4), 0};
        }
        for (int is_table = 0; is_table < 2; is_table++) {
            int64_t sum = 0, used = 0;

            /* The same amounts in units so small that a table is too large. */
            for (int32_t i = 0; i < 12; i++)
                demand[i] *= is_table ? 1 : 1000000;
            amount *= is_table ? 1 : 1000000;
            knapsack_solve(&k, 100000000, &work);
            ck_assert_int_eq(k.value, k.bound);
            value[is_table] = k.value;
            for (int32_t i = 0; i < 12; i++) {
                ck_assert_int_le(k.items[i].taken, k.items[i].most);
                sum += k.items[i].taken * k.items[i].value;
                used += k.items[i].taken * demand[i];
                demand[i] /= is_table ? 1 : 1000000;
            }
            ck_assert_int_eq(sum, k.value);
            ck_assert_int_le(used, amount);
            amount /= is_table ? 1 : 1000000;
        }
        ck_assert_int_eq(value[0], value[1]);
        knapsack_release(&k);
    }
}
END_TEST

/* Bins of 1000 cut into three without waste: only exact fillings make a packing. */
static struct maker *cut_triplets(uint64_t seed, int32_t bins)
{
    struct maker *maker = maker_new(1, 1);

    state = random_seed(seed);
    for (int32_t b = 0; b < bins; b++) {
        int64_t whole = 1000;

        maker_bin(maker, 0, 0, &whole);
    }
    maker_group(maker, GROUP_WHOLE, 0, 1);
    for (int32_t b = 0; b < bins; b++) {
        int64_t first = 380 + dice(110), second = 250 + dice((int32_t)(1000 - first - 500));
        int64_t third = 1000 - first - second;

        maker_item(maker, 1, &first);
        maker_item(maker, 1, &second);
        maker_item(maker, 1, &third);
    }
    return maker;
}

START_TEST(triplets_pack)
{
    for (uint64_t seed = 0; seed < 6; seed++) {
        struct maker *maker = cut_triplets(seed, 20);
        const struct problem *p = maker_problem(maker);
        struct arena *arena = arena_new();
        struct index *index = index_new(p, arena);
        struct pack *pack = pack_new(p, index);
        struct work work;
        struct placer *placer;
        struct packer *packer;
        struct packing packing = {0};
        int32_t group = 0;

        work_init(&work, 50000000, 0);
        placer = placer_new(pack, &work);
        packer = packer_new(p, index, placer, &work);
        packer_base(packer, pack);
        ck_assert_int_eq(packer_ask(packer, 0, &group, 1, PACKER_DEEP, &packing), PACKER_PACKED);
        packing_release(&packing);
        packer_free(packer);
        placer_free(placer);
        pack_free(pack);
        arena_free(arena);
        maker_free(maker);
    }
}
END_TEST

/* What swap calls a packing is one: random questions without any other engine before it. */
START_TEST(swap_is_right)
{
    int packed = 0;

    for (uint64_t seed = 0; seed < 300; seed++) {
        int64_t demand[10][RESOURCES], amounts[6 * RESOURCES];
        unsigned char eligible[10][6];
        double weight[RESOURCES] = {1, 1};
        int32_t zones[6] = {0};
        struct set_type types[10];
        struct set_plan plan = {0};
        struct work work;
        struct set_question q = {.resource_count = RESOURCES,
                                 .bin_count = 6,
                                 .type_count = 10,
                                 .free = amounts,
                                 .bin_zone = zones,
                                 .types = types,
                                 .weight = weight,
                                 .work = &work};
        uint64_t noise = random_seed(seed);

        state = random_seed(seed);
        work_init(&work, 1000000, 0);
        for (int32_t b = 0; b < 6; b++)
            roll(&amounts[b * RESOURCES], 10, 14, 1);
        for (int32_t t = 0; t < 10; t++) {
            roll(demand[t], 1, 8, 1);
            for (int32_t b = 0; b < 6; b++)
                eligible[t][b] = dice(8) != 0;
            types[t] = (struct set_type){.need = 1 + dice(3),
                                         .demand = demand[t],
                                         .eligible = eligible[t],
                                         .bin_cap = dice(4) == 0 ? 1 + dice(2) : INT64_MAX,
                                         .size = (double)(demand[t][0] + demand[t][1])};
        }
        if (swap_pack(&q, 2000000, &noise, &plan)) {
            ck_assert(set_plan_holds(&q, &plan));
            packed++;
        }
        free(plan.places);
    }
    ck_assert_int_gt(packed, 30);
}
END_TEST

static Suite *sets_suite(void)
{
    Suite *suite = suite_create("sets");
    TCase *tcase = tcase_create("sets");

    tcase_set_timeout(tcase, 0);
    tcase_add_test(tcase, sets_against_exhaustion);
    tcase_add_test(tcase, knapsack_is_exact);
    tcase_add_test(tcase, knapsack_of_one_resource);
    tcase_add_test(tcase, triplets_pack);
    tcase_add_test(tcase, swap_is_right);
    suite_add_tcase(suite, tcase);
    return suite;
}

CHECK_MAIN(sets_suite)
