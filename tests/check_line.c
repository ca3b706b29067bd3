/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bin packing by branch and price (solve/line) against exhaustion. */
#include <stdlib.h>

#include "check_main.h"
#include "solve/line/line.h"
#include "solve/line/net.h"
#include "solve/sets/random.h"
#include "solve/work.h"

enum { UNITS_MAX = 12, BINS_MAX = 8 };

static uint64_t state;

static int32_t dice(int32_t sides)
{
    return random_dice(&state, sides);
}

/* A question of alike bins with one resource. */
struct sample {
    struct set_question question;
    struct set_type types[UNITS_MAX];
    int64_t demand[UNITS_MAX], amounts[BINS_MAX];
    unsigned char eligible[BINS_MAX];
    double weight;
    struct work work;
};

static void start_sample(struct sample *it, int64_t capacity)
{
    *it = (struct sample){.weight = 1};
    work_init(&it->work, 100000000, 0);
    for (int32_t b = 0; b < BINS_MAX; b++) {
        it->amounts[b] = capacity;
        it->eligible[b] = 1;
    }
    it->question = (struct set_question){.resource_count = 1,
                                         .free = it->amounts,
                                         .types = it->types,
                                         .weight = &it->weight,
                                         .is_only = true,
                                         .work = &it->work};
}

static void add_size(struct sample *it, int64_t size)
{
    int32_t t = 0;

    while (t < it->question.type_count && it->demand[t] != size)
        t++;
    if (t == it->question.type_count) {
        it->demand[t] = size;
        it->types[t] = (struct set_type){
            .demand = &it->demand[t], .eligible = it->eligible, .bin_cap = INT64_MAX};
        it->question.type_count++;
    }
    it->types[t].need++;
}

/* The fewest bins: for every set of units, how many are full, and the least use of the last one. */
static int32_t fewest_bins(const struct sample *it)
{
    static int64_t used[1 << UNITS_MAX];
    static int32_t bins[1 << UNITS_MAX];
    int64_t size[UNITS_MAX], capacity = it->amounts[0];
    int32_t count = 0;

    for (int32_t t = 0; t < it->question.type_count; t++)
        for (int64_t n = 0; n < it->types[t].need; n++)
            size[count++] = it->demand[t];
    bins[0] = 1;
    used[0] = 0;
    for (uint32_t set = 1; set < 1u << count; set++) {
        bins[set] = INT32_MAX;
        for (int32_t u = 0; u < count; u++) {
            uint32_t rest = set & ~(1u << u);
            bool is_new = used[rest] + size[u] > capacity;
            int32_t b = bins[rest] + is_new;
            int64_t use = is_new ? size[u] : used[rest] + size[u];

            if (!(set >> u & 1) || b > bins[set] || (b == bins[set] && use >= used[set]))
                continue;
            bins[set] = b;
            used[set] = use;
        }
    }
    return bins[(1u << count) - 1];
}

/* Both answers, for every number of bins; nothing stays unknown. */
static void ask_sample(struct sample *it, int *ret_packed, int *ret_refuted)
{
    int32_t fewest = fewest_bins(it);
    struct set_plan plan = {0};

    for (int32_t bins = 2; bins <= BINS_MAX; bins++) {
        enum packer_answer answer;

        it->question.bin_count = bins;
        if (!line_suits(&it->question))
            continue;
        answer = line_pack(&it->question, INT64_MAX / 4, NULL, &plan);
        ck_assert_int_eq(answer, bins >= fewest ? PACKER_PACKED : PACKER_REFUTED);
        if (answer == PACKER_PACKED)
            ck_assert(set_plan_holds(&it->question, &plan));
        *ret_packed += answer == PACKER_PACKED;
        *ret_refuted += answer == PACKER_REFUTED;
    }
    free(plan.places);
}

START_TEST(random_units)
{
    int packed = 0, refuted = 0;

    for (uint64_t seed = 0; seed < 500; seed++) {
        int32_t count = 4 + (int32_t)(seed % 9), capacity;
        struct sample it;

        state = random_seed(seed);
        capacity = 12 + dice(60);
        start_sample(&it, capacity);
        for (int32_t u = 0; u < count; u++)
            add_size(&it, 1 + capacity / 8 + dice(capacity / 2));
        ask_sample(&it, &packed, &refuted);
    }
    ck_assert_int_gt(packed, 500);
    ck_assert_int_gt(refuted, 300);
}
END_TEST

/* Bins cut into three without waste; every second time two units trade a little, so that the sums
 * fit and mostly nothing else does. */
START_TEST(cut_units)
{
    int packed = 0, refuted = 0;

    for (uint64_t seed = 0; seed < 300; seed++) {
        int64_t size[UNITS_MAX];
        struct sample it;

        state = random_seed(seed);
        start_sample(&it, 200);
        for (int32_t u = 0; u < UNITS_MAX; u += 3) {
            size[u] = 60 + dice(50);
            size[u + 1] = 30 + dice(40);
            size[u + 2] = 200 - size[u] - size[u + 1];
        }
        if (seed % 2 == 1) {
            size[0]++;
            size[4]--;
        }
        for (int32_t u = 0; u < UNITS_MAX; u++)
            add_size(&it, size[u]);
        ask_sample(&it, &packed, &refuted);
    }
    ck_assert_int_gt(packed, 300);
    ck_assert_int_gt(refuted, 300);
}
END_TEST

/* The same question again costs no work. */
START_TEST(refutation_is_kept)
{
    struct line_memory memory = {0};
    struct set_plan plan = {0};
    struct sample it;
    int64_t before;

    start_sample(&it, 10);
    for (int32_t u = 0; u < 4; u++)
        add_size(&it, 6);
    add_size(&it, 4);
    it.question.bin_count = 3;
    ck_assert(line_suits(&it.question));
    ck_assert(!line_is_refuted(&it.question, &memory));
    ck_assert_int_eq(line_pack(&it.question, INT64_MAX / 4, &memory, &plan), PACKER_REFUTED);
    ck_assert(line_is_refuted(&it.question, &memory));
    before = it.work.ticks;
    ck_assert_int_eq(line_pack(&it.question, INT64_MAX / 4, &memory, &plan), PACKER_REFUTED);
    ck_assert_int_eq(it.work.ticks, before);
    it.question.bin_count = 4;
    ck_assert(!line_is_refuted(&it.question, &memory));
    ck_assert_int_eq(line_pack(&it.question, INT64_MAX / 4, &memory, &plan), PACKER_PACKED);
    line_memory_release(&memory);
    free(plan.places);
}
END_TEST

/* Bins that differ, caps and several resources are left to others. */
START_TEST(other_kinds)
{
    struct sample it;

    start_sample(&it, 10);
    for (int32_t u = 0; u < 4; u++)
        add_size(&it, 6);
    it.question.bin_count = 3;
    ck_assert(line_suits(&it.question));
    it.amounts[1] = 11;
    ck_assert(!line_suits(&it.question));
    it.amounts[1] = 10;
    it.types[0].bin_cap = 1;
    ck_assert(!line_suits(&it.question));
    it.types[0].bin_cap = INT64_MAX;
    it.eligible[2] = 0;
    ck_assert(!line_suits(&it.question));
    it.eligible[2] = 1;
    it.demand[0] = 11;
    ck_assert(!line_suits(&it.question));
}
END_TEST

/* All fillings of a net by walking, against its best value and what is left after a cut. */
static void walk(const struct net *net, int32_t node, const int64_t *value, int64_t sum,
                 int64_t least, int *ret_count, int64_t *ret_best)
{
    if (node < 0)
        return;
    if (node == 0) {
        *ret_count += sum >= least;
        *ret_best = sum > *ret_best ? sum : *ret_best;
        return;
    }
    walk(net, net->nodes[node].take, value, sum + value[net->nodes[node].unit], least, ret_count,
         ret_best);
    walk(net, net->nodes[node].leave, value, sum, least, ret_count, ret_best);
}

START_TEST(nets)
{
    for (uint64_t seed = 0; seed < 200; seed++) {
        int64_t size[10], value[10], waste, capacity = 40, best = NET_NOTHING, other = NET_NOTHING;
        int32_t first[10] = {0}, last[10], sets = 0;
        struct net_units units = {10, capacity, 0, size};
        struct net net = {0}, smaller = {0};
        int good = 0, all = 0, left = 0;

        state = random_seed(seed);
        units.waste = waste = dice(12);
        for (int u = 0; u < 10; u++) {
            size[u] = u > 0 ? size[u - 1] - dice(3) : 30;
            value[u] = dice(50) - 5;
            last[u] = INT32_MAX;
        }
        for (uint32_t set = 0; set < 1u << 10; set++) {
            int64_t sum = 0;

            for (int u = 0; u < 10; u++)
                sum += set >> u & 1 ? size[u] : 0;
            sets += sum <= capacity && sum >= capacity - waste;
        }
        ck_assert(net_build(&net, &units, 100000));
        walk(&net, net.root, value, 0, INT64_MIN, &all, &best);
        ck_assert_int_eq(all, sets);
        if (sets > 0) {
            int64_t *forward = calloc((size_t)net.count, sizeof *forward);
            int64_t *backward = calloc((size_t)net.count, sizeof *backward);
            int32_t *came = calloc((size_t)net.count, sizeof *came);
            struct net_values values = {value, forward, backward, came, 0};
            struct net_limits limits = {&values, 0, first, last, -1, -1};

            net_evaluate(&net, &values);
            ck_assert_int_eq(values.best, best);
            limits.least = best - 20;
            walk(&net, net.root, value, 0, limits.least, &good, &best);
            net_restrict(&net, &limits, &smaller);
            ck_assert_int_le(smaller.count, net.count);
            walk(&smaller, smaller.root, value, 0, limits.least, &left, &other);
            ck_assert_int_eq(left, good);
            ck_assert_int_eq(other, best);
            free(forward);
            free(backward);
            free(came);
        }
        net_free(&net);
        net_free(&smaller);
    }
}
END_TEST

static Suite *line_suite(void)
{
    Suite *suite = suite_create("line");
    TCase *tcase = tcase_create("line");

    tcase_set_timeout(tcase, 0);
    tcase_add_test(tcase, random_units);
    tcase_add_test(tcase, cut_units);
    tcase_add_test(tcase, refutation_is_kept);
    tcase_add_test(tcase, other_kinds);
    tcase_add_test(tcase, nets);
    suite_add_tcase(suite, tcase);
    return suite;
}

CHECK_MAIN(line_suite)
