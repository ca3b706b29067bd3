/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waivers, and residents that changes leave without a place. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/intern.h"
#include "result/compare/compare_parts.h"
#include "result/result_plan.h"
#include "verify/verify.h"

const struct result_answer *compare_answer(const struct comparing *c,
                                           const struct result_scenario *scenario)
{
    return result_judged(scenario, &c->options->judge);
}

/* ---- ties */

bool compare_plan_holds(struct comparing *c, const struct result_scenario *before,
                        const struct result_scenario *after)
{
    const struct result_answer *a = compare_answer(c, before), *b = compare_answer(c, after);
    struct question_options question = *c->options->question;
    struct verify_report report = {0};
    struct result_plan made;
    if (a->status == STATUS_FAILED || b->status == STATUS_FAILED || a->tier_count != b->tier_count)
        return false;
    for (int32_t t = 0; t < a->tier_count; t++)
        if (a->tiers[t].tier != b->tiers[t].tier ||
            a->tiers[t].of_residents != b->tiers[t].of_residents ||
            a->tiers[t].of_lent != b->tiers[t].of_lent ||
            a->tiers[t].recovered < b->tiers[t].recovered)
            return false;
    if (!result_plan_make(c->ret->after_estate, before, a, c->arena, &made, &report) ||
        report.refuted > 0)
        return false;
    question.gives_way = made.gives_way;
    question.not_moved = made.not_moved;
    verify_plan(c->ret->after_estate, &made.scenario, &question, &made.plan, c->arena, &report);
    return report.refuted == 0 && report.residents_left_out == 0;
}

/* ---- waivers */

const struct waiver *compare_find_waiver(struct comparing *c, const char *scenario,
                                         const char *path, const char *name)
{
    const struct waivers *waivers = &c->options->waivers;
    const struct waiver *found = NULL;
    for (int32_t i = 0; i < waivers->count; i++) {
        const struct waiver *one = &waivers->items[i];
        if ((one->scenario && strcmp(one->scenario, scenario) != 0) ||
            (strcmp(one->stack, path) != 0 && strcmp(one->stack, name) != 0))
            continue;
        c->is_used[i] = true;
        if (!found && one->expires_s >= c->options->as_of_s)
            found = one;
    }
    return found;
}

void compare_waivers(struct comparing *c)
{
    const struct waivers *waivers = &c->options->waivers;
    const char **texts = ARENA_NEW(c->arena, waivers->count, const char *);
    int32_t count = 0;
    for (int32_t i = 0; i < waivers->count; i++) {
        const struct waiver *one = &waivers->items[i];
        const char *scenario = one->scenario ? one->scenario : "every scenario";
        if (one->expires_s < c->options->as_of_s)
            texts[count++] =
                arena_format(c->arena, "%s:%ld: the waiver of %s for %s expired on %s (owner %s)",
                             one->file, one->line, one->stack, scenario, one->expires, one->owner);
        else if (!c->is_used[i])
            texts[count++] =
                arena_format(c->arena, "%s:%ld: the waiver of %s for %s waives nothing (owner %s)",
                             one->file, one->line, one->stack, scenario, one->owner);
    }
    c->ret->waiver_findings = texts;
    c->ret->waiver_finding_count = count;
}

/* ---- residents without a place */

static const char mark[] = " replicas of ";

/* A finding "east/shop: 2 of 3 replicas of web have no place ...": the number, and the rest of it
 * as its name. */
struct unplaced {
    const char *text, *key;
    int64_t count;
};

struct unplaced_list {
    struct unplaced *items;
    int32_t count;
};

static bool parse(const char *text, struct arena *arena, struct unplaced *ret)
{
    const char *at = strstr(text, mark);
    if (!at || !strstr(at, "no place in their cluster"))
        return false;
    const char *start = at;
    while (start > text && strncmp(start, ": ", 2) != 0)
        start--;
    char *end;
    ret->text = text;
    ret->count = strtoll(start + (start > text ? 2 : 0), &end, 10);
    ret->key = arena_format(arena, "%.*s%s", (int)(start - text), text, at);
    return end != start;
}

/* One of each name, with the most of any scenario. */
static struct unplaced_list collect(const struct result *result, struct arena *arena)
{
    struct unplaced_list list = {NULL, 0};
    size_t room = 0;
    struct intern *keys = intern_new();
    for (int32_t s = 0; s < result->scenario_count; s++)
        room += (size_t)result->scenarios[s].finding_count;
    list.items = ARENA_NEW(arena, room, struct unplaced);
    for (int32_t s = 0; s < result->scenario_count; s++)
        for (int32_t i = 0; i < result->scenarios[s].finding_count; i++) {
            struct unplaced one;
            if (!parse(result->scenarios[s].findings[i], arena, &one))
                continue;
            int32_t index = intern_add(keys, one.key, strlen(one.key));
            if (index == list.count)
                list.items[list.count++] = one;
            else if (one.count > list.items[index].count)
                list.items[index] = one;
        }
    intern_free(keys);
    return list;
}

/* Is it new, or more than before? */
static bool is_more(const struct unplaced_list *old, const struct unplaced *one)
{
    for (int32_t i = 0; i < old->count; i++)
        if (strcmp(old->items[i].key, one->key) == 0)
            return one->count > old->items[i].count;
    return true;
}

/* Is the finding, "east/shop: ...", about a critical stack, and nobody answers for it? */
static bool is_critical(struct comparing *c, const char *text, struct arena *arena)
{
    const struct estate *estate = c->ret->after_estate;
    for (int32_t s = 0; s < estate->stack_count; s++) {
        const struct stack *stack = &estate->stacks[s];
        const char *cluster = estate->clusters[stack->cluster_ix].name;
        const char *path =
            stack->name_space[0]
                ? arena_format(arena, "%s/%s/%s: ", cluster, stack->name_space, stack->name)
                : arena_format(arena, "%s/%s: ", cluster, stack->name);
        if (strncmp(text, path, strlen(path)) == 0)
            return stack->tier <= estate->critical_tier &&
                   !compare_find_waiver(
                       c, "", arena_strndup(arena, path, strlen(path) - strlen(": ")), stack->name);
    }
    return false;
}

/* Critical ones first. */
void compare_unplaced(struct comparing *c)
{
    struct arena *scratch = arena_new();
    struct unplaced_list old = collect(c->ret->before, scratch);
    struct unplaced_list new = collect(c->ret->after, scratch);
    const char **texts = ARENA_NEW(c->arena, new.count, const char *);
    for (int wants_critical = 1; wants_critical >= 0; wants_critical--) {
        for (int32_t i = 0; i < new.count; i++)
            if (is_more(&old, &new.items[i]) &&
                is_critical(c, new.items[i].text, scratch) == (wants_critical == 1))
                texts[c->ret->unplaced_count++] = arena_strdup(c->arena, new.items[i].text);
        if (wants_critical)
            c->ret->critical_unplaced = c->ret->unplaced_count;
    }
    c->ret->unplaced = texts;
    arena_free(scratch);
}
