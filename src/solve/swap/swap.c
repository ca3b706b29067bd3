/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/swap/swap.h"

#include "base/buf.h"
#include "solve/sets/random.h"
#include "solve/swap/swap_parts.h"
#include "solve/work.h"

enum {
    UNITS_MAX = 4000,
    CELLS_MAX = 4000000,
    PAIRED_OUTS = 24, /* pairs of more types than these are not looked at */
    ROUNDS = 40,      /* of search and gathering, then from the start again */
    IDLE_MAX = 300,
    TENURE = 3,
    LAST_NODES = 2000
};

bool swap_suits(const struct set_question *q)
{
    int64_t units = 0;

    for (int32_t t = 0; t < q->type_count && units <= UNITS_MAX; t++)
        units += q->types[t].need <= UNITS_MAX ? q->types[t].need : UNITS_MAX + 1;
    return q->bin_count > 1 && q->resource_count > 0 && units <= UNITS_MAX && !q->has_zone_caps &&
           (int64_t)q->type_count * q->bin_count <= CELLS_MAX;
}

/* One turn's choice: a and b (-1 = none) leave the bin for in and in2. */
struct exchange {
    int32_t bin, a, b, in, in2;
    int64_t value; /* less is out by so much */
    int32_t ties;
};

/* Is it the best so far, and possible? Among equals each has the same chance. */
static void weigh(struct swap *swap, struct exchange *best, struct exchange it)
{
    const struct set_question *q = swap->question;
    const int64_t *left = &swap->left[(int64_t)it.bin * q->resource_count];

    swap->looks++;
    it.value = swap->size[swap->type[it.in]];
    it.value += it.in2 >= 0 ? swap->size[swap->type[it.in2]] : 0;
    it.value -= it.a >= 0 ? swap->size[swap->type[it.a]] : 0;
    it.value -= it.b >= 0 ? swap->size[swap->type[it.b]] : 0;
    if (best->bin >= 0 && it.value < best->value)
        return;
    for (int32_t r = 0; r < q->resource_count; r++) {
        int64_t want = swap_demand(swap, it.in)[r];

        want += it.in2 >= 0 ? swap_demand(swap, it.in2)[r] : 0;
        want -= it.a >= 0 ? swap_demand(swap, it.a)[r] : 0;
        want -= it.b >= 0 ? swap_demand(swap, it.b)[r] : 0;
        if (want > left[r])
            return;
    }
    if (!swap_takes(swap, it.bin, swap->type[it.in], it.a, it.b) ||
        (it.in2 >= 0 && !swap_takes(swap, it.bin, swap->type[it.in2], it.a, it.b)))
        return;
    if (it.in2 >= 0 && swap->type[it.in] == swap->type[it.in2] &&
        q->types[swap->type[it.in]].bin_cap != INT64_MAX)
        return;
    it.ties = best->bin >= 0 && best->value == it.value ? best->ties + 1 : 1;
    if (random_dice(swap->random, it.ties) == 0)
        *best = it;
    best->ties = it.ties;
}

/* One unit of each type of a list; returns how many. */
static int32_t list_types(const struct swap *swap, int32_t list, int32_t *ret)
{
    int32_t count = 0;

    for (int32_t u = swap->head[list]; u >= 0; u = swap->next[u]) {
        bool is_new = true;

        for (int32_t i = 0; is_new && i < count; i++)
            is_new = swap->type[ret[i]] != swap->type[u];
        if (is_new)
            ret[count++] = u;
    }
    return count;
}

/* Another unit of the same type that is out, -1 = none. */
static int32_t second_out(const struct swap *swap, int32_t unit)
{
    for (int32_t u = swap->head[swap->out]; u >= 0; u = swap->next[u])
        if (u != unit && swap->type[u] == swap->type[unit])
            return u;
    return -1;
}

static bool is_tabu(const struct swap *swap, int32_t unit, int32_t bin)
{
    return swap->until[(int64_t)swap->type[unit] * swap->out + bin] > swap->turn;
}

/* Exchanges that bring `in` into a bin: for none, one or two of it; with another one for one. */
static void weigh_in(struct swap *swap, struct exchange *best, int32_t bin, int32_t at,
                     int32_t outs, int32_t count)
{
    int32_t in = swap->outs[at];

    weigh(swap, best, (struct exchange){.bin = bin, .a = -1, .b = -1, .in = in, .in2 = -1});
    for (int32_t i = 0; i < count; i++) {
        int32_t a = swap->list[i];

        if (swap->type[a] == swap->type[in])
            continue;
        weigh(swap, best, (struct exchange){.bin = bin, .a = a, .b = -1, .in = in, .in2 = -1});
        for (int32_t j = at; j < outs && outs <= PAIRED_OUTS; j++) {
            int32_t in2 = j == at ? second_out(swap, in) : swap->outs[j];

            if (in2 >= 0 && swap->type[in2] != swap->type[a] && !is_tabu(swap, in2, bin))
                weigh(swap, best, (struct exchange){bin, a, -1, in, in2, 0, 0});
        }
        for (int32_t b = swap->next[a]; b >= 0; b = swap->next[b])
            if (swap->type[b] != swap->type[in])
                weigh(swap, best, (struct exchange){bin, a, b, in, -1, 0, 0});
    }
}

static bool take_turn(struct swap *swap)
{
    struct exchange best = {.bin = -1};
    int32_t outs = list_types(swap, swap->out, swap->outs);
    int64_t *row;

    for (int32_t bin = 0; bin < swap->out; bin++) {
        int32_t count;

        if (swap->is_kept[bin])
            continue;
        count = list_types(swap, bin, swap->list);
        for (int32_t at = 0; at < outs; at++)
            if (!is_tabu(swap, swap->outs[at], bin))
                weigh_in(swap, &best, bin, at, outs, count);
    }
    swap->turn++;
    work_spend(swap->question->work, 8 * swap->looks + 64 * swap->out);
    swap->looks = 0;
    if (best.bin < 0)
        return false;
    for (int k = 0; k < 2; k++) {
        int32_t unit = k == 0 ? best.a : best.b;

        if (unit < 0)
            continue;
        row = &swap->until[(int64_t)swap->type[unit] * swap->out + best.bin];
        *row =
            swap->turn + TENURE + swap->returns[(int64_t)swap->type[unit] * swap->out + best.bin]++;
        swap_move(swap, unit, swap->out);
    }
    swap_move(swap, best.in, best.bin);
    if (best.in2 >= 0)
        swap_move(swap, best.in2, best.bin);
    return true;
}

/* Everything that is out into the bins kept free, from list[at] on. */
static bool finish_from(struct swap *swap, int32_t at, int32_t count, int32_t *nodes)
{
    int32_t k = swap->question->resource_count;

    if (at == count)
        return true;
    if (--*nodes < 0)
        return false;
    for (int32_t i = 0; i < swap->kept_count; i++) {
        int32_t unit = swap->outs[at], bin = swap->kept[i];

        if (!set_fit(&swap->left[(int64_t)bin * k], swap_demand(swap, unit), k, 1) ||
            !swap_takes(swap, bin, swap->type[unit], -1, -1))
            continue;
        swap_move(swap, unit, bin);
        if (finish_from(swap, at + 1, count, nodes))
            return true;
        swap_move(swap, unit, swap->out);
    }
    return false;
}

/* Do the sums of what is out leave hope for the bins kept free? */
static bool can_finish(struct swap *swap)
{
    int32_t k = swap->question->resource_count;

    for (int32_t r = 0; r < k; r++) {
        int64_t room = 0;

        for (int32_t i = 0; i < swap->kept_count; i++)
            room += swap->left[(int64_t)swap->kept[i] * k + r];
        for (int32_t u = swap->head[swap->out]; u >= 0; u = swap->next[u])
            room -= swap_demand(swap, u)[r];
        if (room < 0)
            return false;
    }
    return true;
}

static bool finish(struct swap *swap)
{
    int32_t count = 0, nodes = LAST_NODES;

    if (!can_finish(swap))
        return false;
    for (int32_t u = swap->head[swap->out]; u >= 0; u = swap->next[u]) {
        int32_t at = count++;

        for (; at > 0 && swap->size[swap->type[swap->outs[at - 1]]] < swap->size[swap->type[u]];
             at--)
            swap->outs[at] = swap->outs[at - 1];
        swap->outs[at] = u;
    }
    if (finish_from(swap, 0, count, &nodes))
        return true;
    work_spend(swap->question->work, 64 * (LAST_NODES - nodes));
    return false;
}

/* Exchange until what is out fits, or nothing gets better for long. */
static bool search(struct swap *swap, int32_t idle_max)
{
    int64_t least = swap->load[swap->out];

    for (int32_t idle = 0; idle < idle_max && !work_is_out(swap->question->work); idle++) {
        if (finish(swap))
            return true;
        if (!take_turn(swap))
            break;
        if (swap->load[swap->out] < least) {
            least = swap->load[swap->out];
            idle = 0;
        }
    }
    return finish(swap);
}

static bool run(struct swap *swap)
{
    for (int32_t attempt = 0; !work_is_out(swap->question->work); attempt++) {
        swap_start(swap, attempt > 0);
        for (int round = 0; round < ROUNDS && !work_is_out(swap->question->work); round++) {
            if (search(swap, IDLE_MAX))
                return true;
            swap_gather(swap);
        }
    }
    return false;
}

static void write_plan(const struct swap *swap, struct set_plan *ret)
{
    ret->count = 0;
    for (int32_t u = 0; u < swap->unit_count; u++) {
        struct set_place place = {swap->type[u], swap->where[u], 1};
        struct set_place *last = ret->count > 0 ? &ret->places[ret->count - 1] : NULL;

        if (last && last->type == place.type && last->bin == place.bin)
            last->count++;
        else
            VEC_PUSH(ret->places, ret->count, ret->room, place);
    }
}

bool swap_pack(const struct set_question *q, int64_t ticks, uint64_t *random, struct set_plan *ret)
{
    struct swap swap = {.question = q, .random = random};
    int64_t end = q->work->stage_end;
    bool is_packed;

    if (!swap_suits(q))
        return false;
    swap_init(&swap);
    q->work->stage_end = ticks < work_left(q->work) ? q->work->ticks + ticks : end;
    is_packed = run(&swap);
    q->work->stage_end = end;
    if (is_packed)
        write_plan(&swap, ret);
    swap_release(&swap);
    return is_packed;
}
