/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bins that are full to the last unit (solve/tight): cut up, and to be put together again. */
#include <stdlib.h>

#include "check_main.h"
#include "solve/sets/random.h"
#include "solve/tight/tight.h"
#include "solve/work.h"

enum { BINS = 40, PARTS = 3, RESOURCES = 3, ROOM = 100, TYPES = BINS * PARTS };

struct sample {
    struct set_question question;
    struct set_type types[TYPES];
    int64_t demand[TYPES][RESOURCES], amounts[BINS][RESOURCES];
    unsigned char eligible[BINS];
    double weight[RESOURCES];
    struct work work;
};

/* Bins cut into parts; `spare` of each resource is cut off from one of them. */
static void cut_bins(struct sample *it, uint64_t seed, int64_t spare)
{
    uint64_t state = random_seed(seed);

    *it = (struct sample){.weight = {1, 1, 1}};
    work_init(&it->work, 100000000, 0);
    work_stage(&it->work, 100);
    for (int32_t b = 0; b < BINS; b++) {
        int32_t at = b * PARTS;

        it->eligible[b] = 1;
        for (int32_t r = 0; r < RESOURCES; r++) {
            it->amounts[b][r] = ROOM;
            it->demand[at][r] = 20 + random_dice(&state, 27);
            it->demand[at + 1][r] = 20 + random_dice(&state, 27);
            it->demand[at + 2][r] = ROOM - it->demand[at][r] - it->demand[at + 1][r];
            if (b == 0)
                it->demand[at + 2][r] -= spare;
        }
    }
    for (int32_t t = 0; t < TYPES; t++)
        it->types[t] = (struct set_type){
            .need = 1, .demand = it->demand[t], .eligible = it->eligible, .bin_cap = INT64_MAX};
    it->question = (struct set_question){.resource_count = RESOURCES,
                                         .bin_count = BINS,
                                         .type_count = TYPES,
                                         .free = it->amounts[0],
                                         .types = it->types,
                                         .weight = it->weight,
                                         .is_only = true,
                                         .work = &it->work};
}

START_TEST(full_bins)
{
    struct set_plan plan = {0};
    struct sample it;

    for (uint64_t seed = 1; seed <= 20; seed++) {
        cut_bins(&it, seed, (int64_t)seed % 3);
        ck_assert(tight_pack(&it.question, &plan));
        ck_assert(set_plan_holds(&it.question, &plan));
    }
    free(plan.places);
}
END_TEST

START_TEST(other_kinds)
{
    struct set_plan plan = {0};
    struct sample it;

    cut_bins(&it, 1, 0);
    it.demand[0][0]++;
    ck_assert(!tight_pack(&it.question, &plan)); /* too much */
    it.demand[0][0] -= 2;
    it.demand[1][0]++;
    if (tight_pack(&it.question, &plan)) /* maybe, but then it is one */
        ck_assert(set_plan_holds(&it.question, &plan));
    cut_bins(&it, 1, 15);
    ck_assert(!tight_pack(&it.question, &plan)); /* roomy */
    cut_bins(&it, 1, 0);
    it.eligible[3] = 0;
    ck_assert(!tight_pack(&it.question, &plan)); /* not alike */
    cut_bins(&it, 1, 0);
    it.amounts[3][1]++;
    ck_assert(!tight_pack(&it.question, &plan));
    cut_bins(&it, 1, 0);
    it.amounts[0][0] = INT64_MAX;
    ck_assert(!tight_pack(&it.question, &plan));
    free(plan.places);
}
END_TEST

START_TEST(equal_replicas)
{
    struct set_plan plan = {0};
    struct sample it;

    /* Of each bin's parts as many as of the first one's. */
    cut_bins(&it, 7, 0);
    it.question.type_count = PARTS;
    for (int32_t t = 0; t < PARTS; t++)
        it.types[t].need = BINS;
    ck_assert(tight_pack(&it.question, &plan));
    ck_assert(set_plan_holds(&it.question, &plan));
    free(plan.places);
}
END_TEST

static Suite *tight_suite(void)
{
    Suite *suite = suite_create("tight");
    TCase *tcase = tcase_create("tight");

    tcase_set_timeout(tcase, 0);
    tcase_add_test(tcase, full_bins);
    tcase_add_test(tcase, other_kinds);
    tcase_add_test(tcase, equal_replicas);
    suite_add_tcase(suite, tcase);
    return suite;
}

CHECK_MAIN(tight_suite)
