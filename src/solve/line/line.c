/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/line/line.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/gcd.h"
#include "solve/line/line_parts.h"
#include "solve/memory.h"
#include "solve/work.h"

enum { UNITS_MAX = 600, CAPACITY_MAX = 200000, FACTS_MAX = 64 };

/* The one resource that can be short; -1 = none or several. */
static int32_t deciding_resource(const struct set_question *q)
{
    int32_t found = -1;

    for (int32_t r = 0; r < q->resource_count; r++) {
        __int128 want = 0;

        for (int32_t t = 0; t < q->type_count; t++)
            want += (__int128)q->types[t].demand[r] * q->types[t].need;
        if (want <= q->free[r])
            continue;
        if (found >= 0)
            return -1;
        found = r;
    }
    return found;
}

static int64_t unit_of(const struct set_question *q, int32_t r)
{
    int64_t unit = 0;

    for (int32_t t = 0; t < q->type_count; t++)
        unit = gcd(q->types[t].demand[r], unit);
    return unit;
}

bool line_suits(const struct set_question *q)
{
    size_t size = (size_t)q->resource_count * sizeof *q->free;
    int64_t units = 0;
    int32_t r;

    if (q->bin_count < 2 || q->type_count == 0 || q->resource_count == 0 || q->has_zone_caps)
        return false;
    for (int32_t b = 1; b < q->bin_count; b++)
        if (memcmp(q->free, &q->free[(int64_t)b * q->resource_count], size) != 0)
            return false;
    r = deciding_resource(q);
    if (r < 0 || q->free[r] / unit_of(q, r) > CAPACITY_MAX)
        return false;
    for (int32_t t = 0; t < q->type_count; t++) {
        if (q->types[t].need > UNITS_MAX || q->types[t].demand[r] <= 0 ||
            q->types[t].demand[r] > q->free[r])
            return false;
        units += q->types[t].need;
        for (int32_t b = 0; b < q->bin_count; b++)
            if (set_cap(q, t, b) < q->types[t].need)
                return false;
    }
    return units <= UNITS_MAX;
}

/* The units in order of size. */
static void take_units(struct line *line)
{
    const struct set_question *q = line->question;
    int32_t r = deciding_resource(q), count = 0;
    int64_t unit = unit_of(q, r), sum = 0;
    struct sort_key *keys = memory_take(q->type_count, sizeof *keys);

    for (int32_t t = 0; t < q->type_count; t++) {
        keys[t] = (struct sort_key){-(double)q->types[t].demand[r], 0, t};
        count += (int32_t)q->types[t].need;
    }
    sort_keys(keys, q->type_count);
    line->size = memory_take(count, sizeof *line->size);
    line->type = memory_take(count, sizeof *line->type);
    for (int32_t k = 0, u = 0; k < q->type_count; k++)
        for (int64_t n = 0; n < q->types[keys[k].ix].need; n++, u++) {
            line->type[u] = keys[k].ix;
            line->size[u] = q->types[keys[k].ix].demand[r] / unit;
            sum += line->size[u];
        }
    free(keys);
    line->units = (struct net_units){count, q->free[r] / unit, 0, line->size};
    line->units.waste = line->units.capacity * line->bin_count - sum;
    if (line->units.waste > line->units.capacity)
        line->units.waste = line->units.capacity;
}

void line_take_scratch(struct line *line, int32_t nodes)
{
    int32_t n = line->units.count;

    line->values.forward = memory_take(nodes, sizeof *line->values.forward);
    line->values.backward = memory_take(nodes, sizeof *line->values.backward);
    line->values.came = memory_take(nodes, sizeof *line->values.came);
    line->value = memory_take(n, sizeof *line->value);
    line->is_priced = memory_take(n, sizeof *line->is_priced);
    line->best = memory_take(n, sizeof *line->best);
    line->at_best = memory_take(n, sizeof *line->at_best);
    line->scratch = memory_take(n + 1, sizeof *line->scratch);
    line->ones = memory_take(n, sizeof *line->ones);
    line->active = memory_take(n + 1, sizeof *line->active);
    line->part = memory_take(line->units.capacity + 1, sizeof *line->part);
    line->touched = memory_take(line->units.capacity + 1, sizeof *line->touched);
    for (int32_t u = 0; u < n; u++)
        line->ones[u] = 1;
}

static void release(struct line *line)
{
    while (line->step_count > 0)
        line_close_step(line);
    free(line->steps);
    for (size_t i = 0; i < line->path_count; i++)
        free(line->paths[i].units);
    free(line->paths);
    free(line->size);
    free(line->type);
    free(line->values.forward);
    free(line->values.backward);
    free(line->values.came);
    free(line->value);
    free(line->is_priced);
    free(line->best);
    free(line->at_best);
    free(line->scratch);
    free(line->ones);
    free(line->active);
    free(line->part);
    free(line->touched);
}

struct line_fact {
    int64_t capacity;
    int64_t *size; /* [unit_count] descending */
    int32_t bin_count, unit_count;
};

void line_memory_release(struct line_memory *memory)
{
    for (size_t i = 0; i < memory->count; i++)
        free(memory->facts[i].size);
    free(memory->facts);
    *memory = (struct line_memory){0};
}

static bool is_known(const struct line *line, const struct line_memory *memory)
{
    for (size_t i = 0; memory && i < memory->count; i++) {
        const struct line_fact *fact = &memory->facts[i];

        if (fact->capacity == line->units.capacity && fact->bin_count == line->bin_count &&
            fact->unit_count == line->units.count &&
            memcmp(fact->size, line->size, (size_t)fact->unit_count * sizeof *fact->size) == 0)
            return true;
    }
    return false;
}

static void note(const struct line *line, struct line_memory *memory)
{
    struct line_fact fact = {.capacity = line->units.capacity,
                             .bin_count = line->bin_count,
                             .unit_count = line->units.count};

    if (!memory || memory->count == FACTS_MAX)
        return;
    memory->has_branched = memory->has_branched || line->has_branched;
    fact.size = memory_take(fact.unit_count, sizeof *fact.size);
    memcpy(fact.size, line->size, (size_t)fact.unit_count * sizeof *fact.size);
    VEC_PUSH(memory->facts, memory->count, memory->room, fact);
}

bool line_is_refuted(const struct set_question *q, const struct line_memory *memory)
{
    struct line line = {.question = q, .bin_count = q->bin_count};
    bool is_refuted;

    if (!memory || memory->count == 0 || !line_suits(q))
        return false;
    take_units(&line);
    is_refuted = is_known(&line, memory);
    release(&line);
    return is_refuted;
}

enum packer_answer line_pack(const struct set_question *q, int64_t ticks,
                             struct line_memory *memory, struct set_plan *ret)
{
    struct line line = {.question = q, .plan = ret, .bin_count = q->bin_count};
    int64_t end = q->work->stage_end;

    if (!line_suits(q))
        return PACKER_UNKNOWN;
    take_units(&line);
    if (line.units.waste < 0 || is_known(&line, memory)) {
        release(&line);
        return PACKER_REFUTED;
    }
    q->work->stage_end = ticks < work_left(q->work) ? q->work->ticks + ticks : end;
    if (!column_lp_run(line.units.count, q->work, line_search, &line))
        line.answer = PACKER_UNKNOWN;
    q->work->stage_end = end;
    if (line.answer == PACKER_REFUTED)
        note(&line, memory);
    release(&line);
    return line.answer;
}
