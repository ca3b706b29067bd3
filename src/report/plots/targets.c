/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where they go: for each loss a bar for each target, by tier, and one for what is not recovered.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "report/plots/plot.h"
#include "report/table/table.h"

enum { TARGETS_MAX = 10, BAR_X = 316, BAR_SPAN = 480, BAR_PITCH = 22, SEGMENT_MIN = 15 };

struct target {
    const char *cluster; /* NULL = not recovered */
    int64_t counts[TIER_CLASSES], weights[TIER_CLASSES];
    int64_t count, weight;
};

struct loss {
    const struct result_scenario *scenario;
    struct target *targets; /* most first */
    int32_t target_count;
    struct target stranded;
    int64_t displaced, stranded_critical, replica_wise;
};

static void count_stack(struct target *target, const struct result_stack *stack)
{
    int class = tier_class(stack->tier);
    target->counts[class]++;
    target->weights[class] += stack->weight;
    target->count++;
    target->weight += stack->weight;
}

static int compare_targets(const void *a, const void *b)
{
    const struct target *x = a;
    const struct target *y = b;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return strcmp(x->cluster, y->cluster);
}

static struct target *find_target(struct loss *loss, const char *cluster)
{
    for (int32_t i = 0; i < loss->target_count; i++)
        if (!strcmp(loss->targets[i].cluster, cluster))
            return &loss->targets[i];
    loss->targets[loss->target_count].cluster = cluster;
    return &loss->targets[loss->target_count++];
}

static struct loss count_loss(const struct plotting *plotting,
                              const struct result_scenario *scenario)
{
    const struct result_answer *answer = &scenario->as_is;
    struct loss loss = {.scenario = scenario,
                        .targets =
                            ARENA_NEW(plotting->arena, answer->stack_count + 1, struct target)};
    for (int32_t i = 0; i < answer->stack_count; i++) {
        const struct result_stack *stack = &answer->stacks[i];
        if (!is_displaced(stack))
            continue;
        if (stack->has_replicas && !stack->target[0]) {
            loss.replica_wise++;
            continue;
        }
        loss.displaced++;
        bool is_placed = (stack->verdict == VERDICT_FITS || stack->verdict == VERDICT_DEGRADED) &&
                         stack->target[0];
        count_stack(is_placed ? find_target(&loss, stack->target) : &loss.stranded, stack);
        loss.stranded_critical += !is_placed && is_critical(plotting->result, stack);
    }
    qsort(loss.targets, (size_t)loss.target_count, sizeof *loss.targets, compare_targets);
    return loss;
}

/* Beyond the tenth target, one row for the rest. */
static void fold_targets(struct loss *loss, struct arena *arena)
{
    if (loss->target_count <= TARGETS_MAX + 1)
        return;
    struct target *rest = &loss->targets[TARGETS_MAX];
    int32_t more = loss->target_count - TARGETS_MAX;
    for (int32_t i = TARGETS_MAX + 1; i < loss->target_count; i++) {
        for (int t = 0; t < TIER_CLASSES; t++) {
            rest->counts[t] += loss->targets[i].counts[t];
            rest->weights[t] += loss->targets[i].weights[t];
        }
        rest->count += loss->targets[i].count;
        rest->weight += loss->targets[i].weight;
    }
    rest->cluster = arena_format(arena, "%d more clusters", (int)more);
    loss->target_count = TARGETS_MAX + 1;
}

struct picture {
    const struct plotting *plotting;
    struct plot *plot;
    struct loss *losses;
    int32_t count;
    bool by_weight;
    int64_t to; /* end of the axis */
};

static int64_t size_of(const struct picture *p, const struct target *target)
{
    return p->by_weight ? target->weight : target->count;
}

static void draw_bar(const struct picture *p, const struct target *target, int32_t y)
{
    struct plot *plot = p->plot;
    const int64_t *parts = p->by_weight ? target->weights : target->counts;
    int64_t before = 0;
    for (int t = 0; t < TIER_CLASSES; t++) {
        if (parts[t] == 0)
            continue;
        int32_t x0 = BAR_X + plot_scale(before, p->to, BAR_SPAN) + (before > 0);
        before += parts[t];
        int32_t x1 = BAR_X + plot_scale(before, p->to, BAR_SPAN);
        const char *text = grouped(plot->arena, parts[t]);
        plot_box(plot, x0, y, x1, y + 16, tier_fill(t));
        if (x1 - x0 >= SEGMENT_MIN && text_width(TEXT_NOTE_MID, text) <= x1 - x0 - 2)
            plot_text(plot, TEXT_NOTE_MID, (x0 + x1) / 2, y + 8, tier_ink(t), text);
    }
    int32_t end = BAR_X + plot_scale(before, p->to, BAR_SPAN);
    bool is_red = !target->cluster;
    if (is_red && target->count > 0)
        plot_frame(plot, (int32_t[]){BAR_X - 1, y - 1, end + 1, y + 17}, 2, RED_LINE);
    plot_text(plot, is_red ? TEXT_VALUE : TEXT_NOTE, end + 7, y + 8, is_red ? RED_TEXT : MUTED,
              p->by_weight ? arena_format(plot->arena, "%s (weight %s)",
                                          arena_format(plot->arena, "%s %s",
                                                       grouped(plot->arena, target->count),
                                                       plural(target->count, "stack", "stacks")),
                                          grouped(plot->arena, target->weight))
                           : arena_format(plot->arena, "%s %s", grouped(plot->arena, target->count),
                                          plural(target->count, "stack", "stacks")));
}

static int32_t draw_loss(const struct picture *p, const struct loss *loss, int32_t y)
{
    struct plot *plot = p->plot;
    struct arena *arena = plot->arena;
    const char **full = ARENA_NEW(arena, loss->target_count, const char *);
    for (int32_t i = 0; i < loss->target_count; i++)
        full[i] = loss->targets[i].cluster;
    const char **names = name_elide_all(arena, full, loss->target_count, 18);
    const char *name = scenario_short(arena, loss->scenario, 24);
    plot_text(plot, TEXT_BOLD, PLOT_LEFT, y + 8, INK, text_fit(arena, TEXT_BOLD, name, 132));
    plot_text(plot, TEXT_NOTE, PLOT_LEFT, y + 28, MUTED,
              arena_format(arena, "%s %s displaced", grouped(arena, loss->displaced),
                           plural(loss->displaced, "stack", "stacks")));
    for (int32_t i = 0; i < loss->target_count; i++, y += BAR_PITCH) {
        plot_text(plot, TEXT_LABEL, BAR_X - 9, y + 8, INK,
                  arena_format(arena, "\xE2\x86\x92 %s", names[i]));
        draw_bar(p, &loss->targets[i], y);
    }
    plot_text(plot, TEXT_BOLD_LABEL, BAR_X - 9, y + 8, RED_TEXT, "not recovered");
    draw_bar(p, &loss->stranded, y);
    /* The two lines on the left take as much as two bars. */
    return y + (loss->target_count == 0 ? 2 : 1) * BAR_PITCH + 15;
}

/* Where the bars end, for the grid that lies under them. */
static int32_t measure(const struct picture *p, int32_t y)
{
    for (int32_t i = 0; i < p->count; i++)
        y +=
            (p->losses[i].target_count + (p->losses[i].target_count == 0 ? 2 : 1)) * BAR_PITCH + 15;
    return y;
}

static const char *targets_title(const struct picture *p)
{
    struct arena *arena = p->plotting->arena;
    const struct loss *worst = &p->losses[0];
    int64_t displaced = 0;
    int32_t ties = 0;
    for (int32_t i = 0; i < p->count; i++) {
        displaced += p->losses[i].displaced;
        if (p->losses[i].stranded.count > worst->stranded.count)
            worst = &p->losses[i];
    }
    for (int32_t i = 0; i < p->count; i++)
        ties += p->losses[i].stranded.count == worst->stranded.count;
    if (worst->stranded.count == 0)
        return p->count > 1
                   ? arena_format(arena,
                                  "All %s displaced stacks find a place, whichever "
                                  "cluster is lost",
                                  grouped(arena, displaced))
                   : arena_format(arena, "%s strands none of %s %s",
                                  scenario_subject(arena, worst->scenario),
                                  grouped(arena, displaced), plural(displaced, "stack", "stacks"));
    const char *critical =
        worst->stranded_critical == 0 ? "none of them critical"
        : worst->stranded_critical == 1
            ? "one of them critical"
            : arena_format(arena, "%s of them critical", grouped(arena, worst->stranded_critical));
    return arena_format(arena, "%s strands %s of %s %s, %s%s",
                        scenario_subject(arena, worst->scenario),
                        grouped(arena, worst->stranded.count), grouped(arena, worst->displaced),
                        plural(worst->displaced, "stack", "stacks"), critical,
                        p->count > 1 && ties == 1 ? "; no other single loss strands as many" : "");
}

static void write_target(struct plot *plot, const struct loss *loss, const struct target *target)
{
    plot_cell(plot, loss->scenario->name, true);
    plot_cell(plot, target->cluster ? target->cluster : "not recovered", false);
    plot_number(plot, target->count);
    plot_number(plot, target->weight);
    for (int t = 0; t < TIER_CLASSES; t++) {
        plot_number(plot, target->counts[t]);
        plot_number(plot, target->weights[t]);
    }
    plot_row_end(plot);
}

static void write_table(const struct picture *p)
{
    plot_header(p->plot, "scenario\ttarget\tstacks\tweight\ttier 0\tweight 0\ttier 1\tweight 1\t"
                         "tier 2\tweight 2\ttier 3+\tweight 3+");
    for (int32_t i = 0; i < p->count; i++) {
        for (int32_t t = 0; t < p->losses[i].target_count; t++)
            write_target(p->plot, &p->losses[i], &p->losses[i].targets[t]);
        write_target(p->plot, &p->losses[i], &p->losses[i].stranded);
    }
}

static const char *foot(const struct picture *p)
{
    struct arena *arena = p->plotting->arena;
    int64_t replica_wise = 0;
    for (int32_t i = 0; i < p->count; i++)
        replica_wise += p->losses[i].replica_wise;
    const char *text =
        replica_wise > 0
            ? arena_format(arena, "%s that only lost replicas %s not counted here. ",
                           plural(replica_wise, "1 stack",
                                  arena_format(arena, "%s stacks", grouped(arena, replica_wise))),
                           plural(replica_wise, "is", "are"))
            : "";
    return arena_format(arena, "%sAs is: no resident gives way. All are in %s.tsv.", text,
                        p->plot->figure.name);
}

static void draw_legend(const struct picture *p)
{
    static const char *const labels[] = {"tier 0", "tier 1", "tier 2", "tier 3 and above"};
    bool occurs[TIER_CLASSES] = {false};
    int32_t y;
    for (int32_t i = 0; i < p->count; i++)
        for (int t = 0; t < TIER_CLASSES; t++) {
            occurs[t] |= p->losses[i].stranded.counts[t] > 0;
            for (int32_t k = 0; k < p->losses[i].target_count; k++)
                occurs[t] |= p->losses[i].targets[k].counts[t] > 0;
        }
    for (int t = 0; t < TIER_CLASSES; t++)
        if (occurs[t])
            plot_legend(p->plot, tier_fill(t), 0, VERDICT_FITS,
                        t <= p->plotting->result->critical_tier && t < TIER_CLASSES - 1
                            ? arena_format(p->plot->arena, "%s (critical)", labels[t])
                            : labels[t]);
    int32_t x = plot_legend_mark(p->plot, 20, "not recovered as is", &y);
    plot_frame(p->plot, (int32_t[]){x, y - 7, x + 20, y + 8}, 2, RED_LINE);
}

/* The picture of losses that were counted. */
static void draw(const struct plotting *plotting, struct plot *plot, struct loss *losses,
                 int32_t count, const char *scope)
{
    struct picture p = {plotting, plot, losses, count, false, 1};
    struct arena *arena = plotting->arena;
    for (int32_t i = 0; i < count; i++)
        for (int32_t k = 0; k <= losses[i].target_count; k++) {
            const struct target *t =
                k < losses[i].target_count ? &losses[i].targets[k] : &losses[i].stranded;
            p.by_weight |= t->weight != t->count;
        }
    plot_head(plot, targets_title(&p),
              arena_format(arena,
                           "%s \xC2\xB7 as is, no eviction \xC2\xB7 displaced stacks by "
                           "target and tier%s",
                           scope, p.by_weight ? ", bars by weight" : ""));
    write_table(&p);
    for (int32_t i = 0; i < count; i++) {
        fold_targets(&losses[i], arena);
        for (int32_t k = 0; k <= losses[i].target_count; k++) {
            int64_t size = size_of(&p, k < losses[i].target_count ? &losses[i].targets[k]
                                                                  : &losses[i].stranded);
            p.to = size > p.to ? size : p.to;
        }
    }
    draw_legend(&p);
    int32_t y = 112 + plot->top, bottom = measure(&p, y) - 8;
    plot_grid(plot, BAR_X, BAR_X + BAR_SPAN, y - 6, bottom, p.to, plot_step(p.to, 7));
    plot_text(plot, TEXT_NOTE_MID, BAR_X + BAR_SPAN / 2, bottom + 29, MUTED,
              p.by_weight ? "weight" : "stacks");
    for (int32_t i = 0; i < count; i++)
        y = draw_loss(&p, &losses[i], y);
    plot_foot(plot, bottom + 62, foot(&p));
}

void targets_draw(const struct plotting *plotting, struct plots *plots)
{
    const struct result *result = plotting->result;
    struct loss *losses = ARENA_NEW(plotting->arena, result->scenario_count, struct loss);
    int32_t count = 0;
    int64_t displaced = 0;
    for (int32_t s = 0; s < result->scenario_count; s++)
        if (table_is_single(&result->scenarios[s])) {
            losses[count] = count_loss(plotting, &result->scenarios[s]);
            displaced += losses[count++].displaced;
        }
    struct plot *plot = plots_add(plots, FIGURE_TARGETS, -1, "targets");
    if (displaced == 0)
        plot_missing(plot, "No single loss displaces a whole stack.");
    else
        draw(plotting, plot, losses, count,
             arena_format(plotting->arena, "estate %s",
                          name_elide(plotting->arena, result->estate_name, 40)));
}

void targets_draw_one(const struct plotting *plotting, int32_t scenario_ix, struct plots *plots)
{
    char name[PLOT_NAME];
    const struct result_scenario *scenario = &plotting->result->scenarios[scenario_ix];
    struct loss *loss = ARENA_NEW(plotting->arena, 1, struct loss);
    *loss = count_loss(plotting, scenario);
    snprintf(name, sizeof name, "targets-%d", (int)scenario_ix + 1);
    struct plot *plot = plots_add(plots, FIGURE_TARGETS, scenario_ix, name);
    if (loss->displaced == 0)
        plot_missing(plot, "No whole stack is displaced in this scenario.");
    else
        draw(plotting, plot, loss, 1, name_elide(plotting->arena, scenario->name, 60));
}
