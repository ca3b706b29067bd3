/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "solve/lp.h"
#include "solve/memory.h"
#include "solve/prove/cells.h"
#include "solve/prove/weigh_parts.h"

enum { KINDS_MAX = 120, SORTS_MAX = 150, SAMPLE = 9 };

/* Of all bins, a class counts as often as it has bins; kinds are cells of classes, sorts cells of
 * types. */
struct program {
    const struct relax *relax;
    const struct weigh_question *question;
    struct arena *arena;
    int32_t width;
    double *unit;      /* [width] the mean room; 0 = the resource is left out */
    double *wanted;    /* [type_count] replicas of all groups that count */
    int32_t *sort;     /* [type_count] */
    double *sort_size; /* [sort_count * width] mean, in units */
    double *sort_wanted;
    int32_t sort_count;
    const struct relax_class **classes;
    int32_t *class_cluster, *kind; /* [class_count] */
    double *kind_room;             /* [kind_count * width] in units */
    int32_t class_count, kind_count;
    unsigned char *is_allowed; /* [sort_count * kind_count] */
    struct lp *lp;
    int32_t *capacity_row, *sort_row, *earlier_row;
};

bool weigh_counts(const struct relax *relax, const struct weigh_question *question, int32_t g)
{
    const struct group *group = &relax->problem->groups[g];

    return relax->counts[g] && group->kind == GROUP_WHOLE && group->tier_ix <= question->tier;
}

static void find_wanted(struct program *program)
{
    const struct problem *p = program->relax->problem;

    program->wanted = ARENA_NEW(program->arena, program->relax->type_count, double);
    for (int32_t g = 0; g < p->group_count; g++) {
        const struct group *group = &p->groups[g];

        if (!weigh_counts(program->relax, program->question, g))
            continue;
        for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++)
            if (program->relax->item_type[i] >= 0 && !p->items[i].is_daemon)
                program->wanted[program->relax->item_type[i]] += (double)p->items[i].replicas;
    }
}

static void find_classes(struct program *program)
{
    const struct relax *relax = program->relax;
    const struct problem *p = relax->problem;
    int32_t room = 0;
    double bins = 0;

    for (int32_t c = 0; c < p->cluster_count; c++)
        room += relax->clusters[c].class_count;
    program->classes = ARENA_NEW(program->arena, room, const struct relax_class *);
    program->class_cluster = ARENA_NEW(program->arena, room, int32_t);
    program->unit = ARENA_NEW(program->arena, program->width, double);
    for (int32_t c = 0; c < p->cluster_count; c++)
        for (int32_t k = 0; k < relax->clusters[c].class_count; k++) {
            const struct relax_class *class = &relax->clusters[c].classes[k];

            program->class_cluster[program->class_count] = c;
            program->classes[program->class_count++] = class;
            bins += (double)class->count;
            for (int32_t r = 0; r < program->width; r++)
                program->unit[r] += (double)class->free[r] * (double)class->count;
        }
    for (int32_t r = 0; r < program->width; r++) {
        for (int32_t i = 0; i < program->class_count; i++)
            if (program->classes[i]->free[r] >= INDEX_SUM_MAX)
                program->unit[r] = 0;
        program->unit[r] /= bins > 0 ? bins : 1;
    }
}

/* A point in logarithms: what is next to nothing counts as `least` units. */
static double put_point(const struct program *program, const int64_t *amounts, double least,
                        double *ret)
{
    double size = 0;

    for (int32_t r = 0; r < program->width; r++) {
        double share = program->unit[r] > 0 ? (double)amounts[r] / program->unit[r] : 0;

        ret[r] = log(share + least);
        size += share;
    }
    return size;
}

static void find_kinds(struct program *program)
{
    int32_t n = program->class_count, width = program->width;
    double *at = memory_take((int64_t)n * width, sizeof *at);
    double *weight = memory_take(n, sizeof *weight);

    program->kind = ARENA_NEW(program->arena, n, int32_t);
    for (int32_t i = 0; i < n; i++)
        weight[i] =
            (0.1 + put_point(program, program->classes[i]->free, 0.05, &at[(int64_t)i * width])) *
            (double)program->classes[i]->count;
    program->kind_count = cells_find(at, weight, n, width, KINDS_MAX, program->kind);
    program->kind_room = ARENA_NEW(program->arena, program->kind_count * width, double);
    for (int32_t i = 0; i < n; i++)
        for (int32_t r = 0; r < width; r++)
            if (program->unit[r] > 0)
                program->kind_room[program->kind[i] * width + r] +=
                    (double)program->classes[i]->free[r] / program->unit[r] *
                    (double)program->classes[i]->count;
    free(weight);
    free(at);
}

static void find_sorts(struct program *program)
{
    const struct relax *relax = program->relax;
    int32_t n = relax->type_count, width = program->width;
    double *at = memory_take((int64_t)n * width, sizeof *at);
    double *weight = memory_take(n, sizeof *weight);

    program->sort = ARENA_NEW(program->arena, n, int32_t);
    for (int32_t t = 0; t < n; t++)
        weight[t] = put_point(program, relax->types[t].size, 0.02, &at[(int64_t)t * width]) *
                    program->wanted[t];
    program->sort_count = cells_find(at, weight, n, width, SORTS_MAX, program->sort);
    program->sort_size = ARENA_NEW(program->arena, program->sort_count * width, double);
    program->sort_wanted = ARENA_NEW(program->arena, program->sort_count, double);
    for (int32_t t = 0; t < n; t++) {
        program->sort_wanted[program->sort[t]] += program->wanted[t];
        for (int32_t r = 0; r < width; r++)
            if (program->unit[r] > 0)
                program->sort_size[program->sort[t] * width + r] +=
                    program->wanted[t] * (double)relax->types[t].size[r] / program->unit[r];
    }
    for (int32_t s = 0; s < program->sort_count; s++)
        for (int32_t r = 0; r < width; r++)
            if (program->sort_wanted[s] > 0)
                program->sort_size[s * width + r] /= program->sort_wanted[s];
    free(weight);
    free(at);
}

static bool takes(const struct program *program, int32_t class, int32_t type)
{
    const struct problem *p = program->relax->problem;
    const struct relax_type *it = &program->relax->types[type];

    for (int32_t r = 0; r < program->width; r++)
        if (it->size[r] > program->classes[class]->free[r])
            return false;
    return problem_eligible(p, it->item_ix, program->classes[class]->bin_ix);
}

/* A sort may be on bins of a kind when at least half of it fits on half of a sample. */
static void find_allowed(struct program *program, struct work *work)
{
    int32_t n = program->class_count, types = program->relax->type_count;
    int32_t *members = memory_take(program->kind_count, sizeof *members);
    int32_t *seen = memory_take(program->kind_count, sizeof *seen);
    int32_t *samples = memory_take(program->kind_count, sizeof *samples);
    double *fitting =
        memory_take((int64_t)program->sort_count * program->kind_count, sizeof *fitting);

    program->is_allowed =
        ARENA_NEW(program->arena, program->sort_count * program->kind_count, unsigned char);
    for (int32_t i = 0; i < n; i++)
        members[program->kind[i]]++;
    for (int32_t i = 0; i < n; i++) {
        int32_t k = program->kind[i], step = 1 + members[k] / SAMPLE;

        if (seen[k]++ % step != 0)
            continue;
        samples[k]++;
        for (int32_t t = 0; t < types; t++)
            if (program->wanted[t] > 0 && takes(program, i, t))
                fitting[program->sort[t] * program->kind_count + k] += program->wanted[t];
        work_spend(work, types);
    }
    for (int32_t s = 0; s < program->sort_count; s++)
        for (int32_t k = 0; k < program->kind_count; k++)
            program->is_allowed[s * program->kind_count + k] =
                program->sort_wanted[s] > 0 &&
                2 * fitting[s * program->kind_count + k] >= samples[k] * program->sort_wanted[s];
    free(fitting);
    free(samples);
    free(seen);
    free(members);
}

static void add_rows(struct program *program)
{
    int32_t width = program->width;

    program->capacity_row = ARENA_NEW(program->arena, program->kind_count * width, int32_t);
    program->sort_row = ARENA_NEW(program->arena, program->sort_count, int32_t);
    program->earlier_row = ARENA_NEW(program->arena, program->question->tier, int32_t);
    for (int32_t i = 0; i < program->kind_count * width; i++)
        program->capacity_row[i] = program->unit[i % width] > 0
                                       ? lp_row(program->lp, -HUGE_VAL, program->kind_room[i])
                                       : -1;
    for (int32_t s = 0; s < program->sort_count; s++)
        program->sort_row[s] = lp_row(program->lp, -HUGE_VAL, 0);
    for (int32_t u = 0; u < program->question->tier; u++)
        program->earlier_row[u] =
            lp_row(program->lp, (double)program->question->least[u], HUGE_VAL);
}

/* A column for each group: what it wants of each sort must be made by the columns of places. */
static void add_groups(struct program *program)
{
    const struct problem *p = program->relax->problem;
    double *wants = memory_take(program->sort_count, sizeof *wants);

    for (int32_t g = 0; g < p->group_count; g++) {
        const struct group *group = &p->groups[g];
        bool is_last = group->tier_ix == program->question->tier;
        int32_t column;

        if (!weigh_counts(program->relax, program->question, g))
            continue;
        column = lp_column(program->lp, 0, 1, is_last ? (double)group->weight : 0, false);
        if (!is_last)
            lp_put(program->lp, program->earlier_row[group->tier_ix], column,
                   (double)group->weight);
        memset(wants, 0, (size_t)program->sort_count * sizeof *wants);
        for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++)
            if (program->relax->item_type[i] >= 0 && !p->items[i].is_daemon)
                wants[program->sort[program->relax->item_type[i]]] += (double)p->items[i].replicas;
        for (int32_t s = 0; s < program->sort_count; s++)
            if (wants[s] > 0)
                lp_put(program->lp, program->sort_row[s], column, wants[s]);
    }
    free(wants);
}

static void add_places(struct program *program)
{
    int32_t width = program->width;

    for (int32_t s = 0; s < program->sort_count; s++)
        for (int32_t k = 0; k < program->kind_count; k++) {
            int32_t column;

            if (!program->is_allowed[s * program->kind_count + k])
                continue;
            column = lp_column(program->lp, 0, HUGE_VAL, 0, false);
            lp_put(program->lp, program->sort_row[s], column, -1);
            for (int32_t r = 0; r < width; r++)
                if (program->capacity_row[k * width + r] >= 0)
                    lp_put(program->lp, program->capacity_row[k * width + r], column,
                           program->sort_size[s * width + r]);
        }
}

/* The price of a type is what it costs where it costs least. */
static void read_prices(const struct program *program, const struct lp_result *result,
                        struct weigh_prices *ret)
{
    const struct relax *relax = program->relax;
    int32_t width = program->width;

    ret->kind_count = program->kind_count;
    ret->worth = ARENA_NEW(program->arena, program->kind_count * width, double);
    ret->price = ARENA_NEW(program->arena, relax->type_count, double);
    ret->earlier = ARENA_NEW(program->arena, program->question->tier, double);
    for (int32_t i = 0; i < program->kind_count * width; i++)
        if (program->capacity_row[i] >= 0)
            ret->worth[i] =
                fmax(result->dual[program->capacity_row[i]], 0) / program->unit[i % width];
    for (int32_t u = 0; u < program->question->tier; u++)
        ret->earlier[u] = fmax(-result->dual[program->earlier_row[u]], 0);
    for (int32_t t = 0; t < relax->type_count; t++) {
        double least = HUGE_VAL;

        for (int32_t k = 0; k < program->kind_count; k++) {
            double cost = 0;

            if (!program->is_allowed[program->sort[t] * program->kind_count + k])
                continue;
            for (int32_t r = 0; r < width; r++)
                cost += ret->worth[k * width + r] * (double)relax->types[t].size[r];
            least = fmin(least, cost);
        }
        ret->price[t] = program->wanted[t] > 0 && least < HUGE_VAL ? least : 0;
    }
}

bool weigh_propose(const struct relax *relax, const struct weigh_question *question,
                   struct work *work, struct arena *arena, struct weigh_prices *ret)
{
    struct program program = {.relax = relax,
                              .question = question,
                              .arena = arena,
                              .width = relax->problem->resource_count,
                              .lp = lp_new()};
    struct lp_result result;
    bool is_found;

    find_wanted(&program);
    find_classes(&program);
    find_kinds(&program);
    find_sorts(&program);
    find_allowed(&program, work);
    add_rows(&program);
    add_groups(&program);
    add_places(&program);
    lp_solve(program.lp, work, &result);
    is_found = result.status == LP_OPTIMAL || result.status == LP_STOPPED;
    if (is_found)
        read_prices(&program, &result, ret);
    lp_result_release(&result);
    lp_free(program.lp);
    return is_found;
}
