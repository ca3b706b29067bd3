/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waivers, and residents that changes leave without a place. */
#include <string.h>

#include "base/arena.h"
#include "base/intern.h"
#include "result/compare_parts.h"

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

/* Is the finding, "east/shop: ...", about a critical stack? */
static bool is_critical(const struct estate *estate, const char *text, struct arena *arena)
{
    for (int32_t s = 0; s < estate->stack_count; s++) {
        const struct stack *stack = &estate->stacks[s];
        const char *cluster = estate->clusters[stack->cluster_ix].name;
        const char *path =
            stack->name_space[0]
                ? arena_format(arena, "%s/%s/%s: ", cluster, stack->name_space, stack->name)
                : arena_format(arena, "%s/%s: ", cluster, stack->name);
        if (strncmp(text, path, strlen(path)) == 0)
            return stack->tier <= estate->critical_tier;
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
                is_critical(c->ret->after_estate, text, scratch) == (wants_critical == 1))
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
