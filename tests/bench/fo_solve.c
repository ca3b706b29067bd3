/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fo_solve: solves one failover instance in plain integers (.fo, see the README beside the
 * instances), read from standard input, and prints for each tier
 *
 *     NAME TIER TOTAL RECOVERED BOUND PROOF
 *
 * and to standard error how it went, with the processor time of the whole run.
 *
 * usage: fo_solve NAME [BUDGET [TIME_LIMIT_MS]] < FILE.fo
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "problem_maker.h"
#include "solve/solve.h"

static int64_t number(void)
{
    long long value;

    if (scanf("%lld", &value) != 1) {
        fprintf(stderr, "fo_solve: a number is missing\n");
        exit(3);
    }
    return value;
}

static int64_t field(const char *name)
{
    char word[32];

    if (scanf("%31s", word) != 1 || strcmp(word, name) != 0) {
        fprintf(stderr, "fo_solve: no %s\n", name);
        exit(3);
    }
    return number();
}

struct instance {
    int64_t resources, tiers, clusters, bins, stacks;
    int64_t *nodes; /* rows of 1 + resources */
    int64_t **rows; /* by stack: tier, weight, workloads, allowed, clusters..., workloads... */
};

static int64_t *take(int64_t count)
{
    int64_t *memory = calloc(count > 0 ? (size_t)count : 1, sizeof *memory);

    if (!memory)
        exit(70);
    return memory;
}

static void read_stack(struct instance *it, int64_t s)
{
    int64_t head[4], length;

    for (int k = 0; k < 4; k++)
        head[k] = number();
    length = 4 + head[3] + head[2] * (2 + it->resources);
    it->rows[s] = take(length);
    memcpy(it->rows[s], head, sizeof head);
    for (int64_t k = 4; k < length; k++)
        it->rows[s][k] = number();
}

static void read_instance(struct instance *it)
{
    field("fo");
    it->resources = field("K");
    it->tiers = field("T");
    it->clusters = field("CLUSTERS");
    it->bins = field("NODES");
    it->nodes = take(it->bins * (1 + it->resources));
    for (int64_t k = 0; k < it->bins * (1 + it->resources); k++)
        it->nodes[k] = number();
    it->stacks = field("STACKS");
    it->rows = calloc((size_t)it->stacks + 1, sizeof *it->rows);
    if (!it->rows)
        exit(70);
    for (int64_t s = 0; s < it->stacks; s++)
        read_stack(it, s);
}

static void add_stack(struct maker *maker, const struct instance *it, const int64_t *row)
{
    uint64_t mask = 0;
    const int64_t *workload = row + 4 + row[3];

    maker_group(maker, GROUP_WHOLE, (int32_t)row[0], row[1]);
    for (int64_t a = 0; a < row[3]; a++)
        mask |= UINT64_C(1) << row[4 + a];
    if (mask)
        maker_allow(maker, mask);
    for (int64_t w = 0; w < row[2]; w++, workload += 2 + it->resources) {
        maker_item(maker, workload[0], workload + 2);
        if (workload[1] > 0)
            maker_bin_cap(maker, workload[1]);
    }
}

static struct maker *make_problem(const struct instance *it)
{
    struct maker *maker = maker_new((int32_t)it->resources, (int32_t)it->clusters);

    for (int64_t c = 0; c < it->clusters; c++)
        for (int64_t b = 0; b < it->bins; b++)
            if (it->nodes[b * (1 + it->resources)] == c)
                maker_bin(maker, (int32_t)c, 0, &it->nodes[b * (1 + it->resources) + 1]);
    for (int64_t t = 0; t < it->tiers; t++)
        for (int64_t s = 0; s < it->stacks; s++)
            if (it->rows[s][0] == t)
                add_stack(maker, it, it->rows[s]);
    return maker;
}

static void free_instance(struct instance *it)
{
    for (int64_t s = 0; s < it->stacks; s++)
        free(it->rows[s]);
    free(it->rows);
    free(it->nodes);
}

int main(int argc, char **argv)
{
    static const char *const proofs[] = {"coverage", "multipliers", "tree", "search"};
    struct instance instance = {0};
    struct maker *maker;
    const struct problem *problem;
    struct solve_options options = {0};
    struct solution solution;
    struct arena *arena = arena_new();
    int32_t outcomes[5] = {0};

    read_instance(&instance);
    maker = make_problem(&instance);
    free_instance(&instance);
    problem = maker_problem(maker);
    options.budget = argc > 2 ? strtoll(argv[2], NULL, 10) : 0;
    options.time_limit_ms = argc > 3 ? strtoll(argv[3], NULL, 10) : 0;
    solve(problem, &options, arena, &solution);
    for (int32_t t = 0; t < problem->tier_count; t++) {
        int64_t total = 0;

        for (int32_t g = 0; g < problem->group_count; g++)
            if (problem->groups[g].tier_ix == t)
                total += problem->groups[g].weight;
        printf("%s %d %" PRId64 " %" PRId64 " %" PRId64 " %s\n", argc > 1 ? argv[1] : "-",
               problem->tiers[t], total, solution.tiers[t].recovered, solution.tiers[t].bound,
               proofs[solution.tiers[t].proof]);
    }
    for (int32_t g = 0; g < problem->group_count; g++)
        outcomes[solution.groups[g].outcome]++;
    fprintf(stderr, "%s: status %d, processor %.3f s, work %" PRId64 "%s%s",
            argc > 1 ? argv[1] : "-", (int)solution.status, (double)clock() / CLOCKS_PER_SEC,
            solution.work, solution.limit_hit ? ", limit hit" : "",
            solution.failure ? solution.failure : "");
    fprintf(stderr, ", in plan %d, never alone %d, never %d, choice %d, undecided %d\n",
            outcomes[0], outcomes[1], outcomes[2], outcomes[3], outcomes[4]);
    arena_free(arena);
    maker_free(maker);
    return 0;
}
