/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waivers, and residents that changes leave without a place. */
#include <string.h>

#include "base/arena.h"
#include "base/intern.h"
#include "result/compare_parts.h"
#include "result/result_plan.h"
#include "verify/verify.h"

/* ---- ties */

bool compare_plan_holds(struct comparing *c, const struct result_scenario *before,
                        const struct result_scenario *after)
{
    const struct result_answer *a = &before->as_is, *b = &after->as_is;
    struct verify_report report = {0};
    struct result_plan made;
    if (a->status == STATUS_FAILED || b->status == STATUS_FAILED || a->tier_count != b->tier_count)
        return false;
    for (int32_t t = 0; t < a->tier_count; t++)
        if (a->tiers[t].tier != b->tiers[t].tier || a->tiers[t].recovered < b->tiers[t].recovered)
            return false;
    if (!result_plan_make(c->ret->after_estate, before, c->arena, &made, &report) ||
        report.refuted > 0)
        return false;
    verify_plan(c->ret->after_estate, &made.scenario, c->options->question, &made.plan, c->arena,
                &report);
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

static const char mark[] = "no place in their cluster";

static void collect(const struct result *result, struct intern *seen)
{
    for (int32_t s = 0; s < result->scenario_count; s++)
        for (int32_t i = 0; i < result->scenarios[s].finding_count; i++) {
            const char *text = result->scenarios[s].findings[i];
            if (strstr(text, mark))
                intern_add(seen, text, strlen(text));
        }
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

/* One of each, critical ones first. */
void compare_unplaced(struct comparing *c)
{
    struct intern *old = intern_new(), *new = intern_new();
    struct arena *scratch = arena_new();
    collect(c->ret->before, old);
    collect(c->ret->after, new);
    int32_t n = intern_count(new);
    const char **texts = ARENA_NEW(c->arena, n, const char *);
    for (int wants_critical = 1; wants_critical >= 0; wants_critical--) {
        for (int32_t i = 0; i < n; i++) {
            const char *text = intern_name(new, i);
            if (intern_find(old, text, strlen(text)) < 0 &&
                is_critical(c, text, scratch) == (wants_critical == 1))
                texts[c->ret->unplaced_count++] = arena_strdup(c->arena, text);
        }
        if (wants_critical)
            c->ret->critical_unplaced = c->ret->unplaced_count;
    }
    c->ret->unplaced = texts;
    arena_free(scratch);
    intern_free(old);
    intern_free(new);
}
