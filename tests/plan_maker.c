/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan_maker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "check_main.h"
#include "estate_maker.h"

enum { NAME_SIZE = 64 };

static void add_stack(const struct estate *estate, const char *word, struct made_plan *made)
{
    struct plan_stack *stack = &made->stacks[made->plan.stack_count++];
    char name[NAME_SIZE], target[NAME_SIZE];

    ck_assert_msg(sscanf(word + 1, "%63[^>]>%63s", name, target) == 2, "no stack: %s", word);
    stack->stack_ix = made_stack(estate, name);
    stack->cluster_ix = target[0] == '*' ? -1 : estate_find_cluster(estate, target);
    stack->is_recovered = word[0] == '+';
}

static struct plan_entry entry_of(const struct estate *estate, const char *word)
{
    char stack[NAME_SIZE], workload[NAME_SIZE], node[NAME_SIZE];
    long long replicas;

    ck_assert_msg(sscanf(word, "%63[^.].%63[^@]@%63[^=]=%lld", stack, workload, node, &replicas) ==
                      4,
                  "no entry: %s", word);
    return (struct plan_entry){made_workload(estate, stack, workload), made_node(estate, node),
                               replicas};
}

static void add_tier(const char *word, struct made_plan *made)
{
    struct plan_tier *tier = &made->tiers[made->plan.tier_count++];
    long long count, weight, recovered, bound;
    char mark = ' ';

    ck_assert_msg(sscanf(word, "t%d:%lld,%lld,%lld<=%lld%c", &tier->tier, &count, &weight,
                         &recovered, &bound, &mark) >= 5,
                  "no tier: %s", word);
    tier->displaced_count = count;
    tier->displaced_weight = weight;
    tier->recovered = recovered;
    tier->bound = bound;
    tier->is_certified = mark == '!';
}

static int by_place(const void *a, const void *b)
{
    const struct plan_entry *x = a, *y = b;

    if (x->workload_ix != y->workload_ix)
        return x->workload_ix < y->workload_ix ? -1 : 1;
    return (x->node_ix > y->node_ix) - (x->node_ix < y->node_ix);
}

static int by_stack(const void *a, const void *b)
{
    const struct plan_stack *x = a, *y = b;

    return (x->stack_ix > y->stack_ix) - (x->stack_ix < y->stack_ix);
}

static bool add_word(const struct estate *estate, const char *word, struct made_plan *made)
{
    if (strcmp(word, "as-is") == 0)
        return false;
    if (strcmp(word, "repack") == 0)
        made->options.residents = RESIDENTS_REPACK;
    else if (sscanf(word, "only=%d", &made->options.only_tier) == 1)
        made->options.has_only_tier = true;
    else if (word[0] == '+' || word[0] == '-')
        add_stack(estate, word, made);
    else if (word[0] == '!')
        made->residents[made->plan.resident_count++] = entry_of(estate, word + 1);
    else if (word[0] == 't' && strchr(word, ':'))
        add_tier(word, made);
    else
        made->entries[made->plan.entry_count++] = entry_of(estate, word);
    return true;
}

void plan_make(const struct estate *estate, const char *text, struct made_plan *ret)
{
    char word[4 * NAME_SIZE];
    bool is_sorted = true;
    int n;

    *ret = (struct made_plan){.plan = {0}};
    while (sscanf(text, "%255s%n", word, &n) == 1) {
        is_sorted = add_word(estate, word, ret) && is_sorted;
        text += n;
    }
    ret->plan.tiers = ret->tiers;
    ret->plan.stacks = ret->stacks;
    ret->plan.entries = ret->entries;
    ret->plan.residents = ret->residents;
    if (!is_sorted)
        return;
    qsort(ret->stacks, (size_t)ret->plan.stack_count, sizeof *ret->stacks, by_stack);
    qsort(ret->entries, (size_t)ret->plan.entry_count, sizeof *ret->entries, by_place);
    qsort(ret->residents, (size_t)ret->plan.resident_count, sizeof *ret->residents, by_place);
}

void made_scenario(const struct estate *estate, const char *lose, struct arena *arena,
                   struct scenario *ret)
{
    struct error error = {0};

    ck_assert_msg(scenario_parse(estate, lose, NULL, arena, ret, &error), "%s", error.text);
}

bool made_report_has(const struct verify_report *report, const char *part)
{
    for (int32_t i = 0; i < report->refuted && i < REFUTATION_MAX; i++) {
        if (strstr(report->texts[i], part))
            return true;
    }
    return false;
}

void made_judge(const struct estate *estate, const char *lose, const char *plan,
                const char *expected, int at)
{
    struct arena *arena = arena_new();
    struct verify_report report = {0};
    struct scenario scenario;
    struct made_plan made;

    made_scenario(estate, lose, arena, &scenario);
    plan_make(estate, plan, &made);
    verify_plan(estate, &scenario, &made.options, &made.plan, arena, &report);
    verify_bounds(estate, &scenario, &made.options, &made.plan, NULL, arena, &report);
    if (!expected)
        ck_assert_msg(report.refuted == 0, "case %d: %s\n%s", at, plan, report.texts[0]);
    else
        ck_assert_msg(made_report_has(&report, expected), "case %d: %s\nexpected: %s\nfound: %s",
                      at, plan, expected, report.refuted > 0 ? report.texts[0] : "nothing");
    ck_assert_int_gt(report.claims, 0);
    arena_free(arena);
}
