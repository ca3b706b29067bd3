/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/greedy/place.h"

#include "solve/memory.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The emptiest domain comes first, whatever the ratings of its bins. */
#define LEVEL_WEIGHT 1e6

/* More than all rounding of a rating, as a part of what the bin is worth. */
#define RATE_ROUNDING 1e-12

struct candidate {
    double rating;
    int32_t bin;
};

struct placer *placer_new(struct pack *pack, struct work *work)
{
    const struct problem *p = pack->problem;
    struct placer *placer = memory_take(1, sizeof *placer);

    placer->pack = pack;
    placer->work = work;
    placer->weight = memory_take(p->resource_count, sizeof *placer->weight);
    placer->worth = memory_take(p->resource_count, sizeof *placer->worth);
    placer->profile = memory_take(PLACE_PROFILES * p->resource_count, sizeof *placer->profile);
    placer->endless = memory_take(PLACE_PROFILES * p->resource_count, sizeof *placer->endless);
    placer->after = memory_take(p->resource_count, sizeof *placer->after);
    placer->bin_value = memory_take(p->bin_count, sizeof *placer->bin_value);
    placer->bin_slope =
        memory_take((int64_t)p->bin_count * p->resource_count, sizeof *placer->bin_slope);
    placer->on_bin = memory_take(p->bin_count, sizeof *placer->on_bin);
    placer->in_zone = memory_take(p->zone_count, sizeof *placer->in_zone);
    placer->candidates = memory_take(p->bin_count, sizeof *placer->candidates);
    placer->rules = rules_new(pack);
    placer_weigh(placer);
    return placer;
}

void placer_free(struct placer *placer)
{
    if (!placer)
        return;
    free(placer->weight);
    free(placer->worth);
    free(placer->profile);
    free(placer->endless);
    free(placer->after);
    free(placer->bin_value);
    free(placer->bin_slope);
    free(placer->on_bin);
    free(placer->in_zone);
    free(placer->candidates);
    rules_free(placer->rules);
    free(placer);
}

double placer_size(const struct placer *placer, const int64_t *demand)
{
    double size = 0;

    for (int32_t r = 0; r < placer->pack->problem->resource_count; r++)
        size += placer->worth[r] * (double)demand[r];
    return size;
}

/* No rating of that bin is less: quickly told. */
static double rate_least(const struct placer *placer, int32_t bin, const int64_t *demand)
{
    int32_t k = placer->pack->problem->resource_count;
    const int64_t *left = &placer->pack->left[(int64_t)bin * k];
    const double *slope = &placer->bin_slope[(int64_t)bin * k];
    double sum = 0, largest = 0, least;

    for (int32_t r = 0; r < k; r++) {
        double part = placer->weight[r] * (double)(left[r] - demand[r]);

        sum += part * part;
        largest = part > largest ? part : largest;
    }
    if (placer->rating == RATING_BEST_FIT)
        return sum;
    if (placer->rating == RATING_LARGEST)
        return largest;
    if (placer->rating != RATING_STRAND)
        return -HUGE_VAL;
    least = 0.01 * sum - RATE_ROUNDING * placer_bin_value(placer, bin);
    for (int32_t r = 0; r < k; r++)
        least += slope[r] * (double)demand[r];
    return least;
}

static bool is_before(const struct candidate *a, const struct candidate *b)
{
    return a->rating < b->rating || (a->rating <= b->rating && a->bin < b->bin);
}

/* The top of the heap comes before all others (is_last: after). */
static void sift_down(struct candidate *heap, int32_t count, int32_t at, bool is_last)
{
    struct candidate moved = heap[at];

    for (;;) {
        int32_t child = 2 * at + 1;

        if (child >= count)
            break;
        if (child + 1 < count && is_before(&heap[child + 1], &heap[child]) != is_last)
            child++;
        if (is_before(&heap[child], &moved) == is_last)
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = moved;
}

static void make_heap(struct candidate *heap, int32_t count, bool is_last)
{
    for (int32_t i = count / 2 - 1; i >= 0; i--)
        sift_down(heap, count, i, is_last);
}

/* Keep it if it is among the most best so far: those are a heap, the last on top, once there are
 * most. Returns how many are kept. */
static int32_t keep_best(struct candidate *heap, int32_t kept, struct candidate next, int64_t most)
{
    if (kept < most) {
        heap[kept++] = next;
        if (kept == most)
            make_heap(heap, kept, true);
    } else if (is_before(&next, &heap[0])) {
        heap[0] = next;
        sift_down(heap, kept, 0, true);
    }
    return kept;
}

/* Add (or, with is_closing, clear) what an item has placed in the scratch counts. */
static void count_places(struct placer *placer, int32_t item, bool is_closing)
{
    const struct problem *p = placer->pack->problem;
    const struct place_list *list = &placer->pack->places[item];

    for (size_t k = 0; k < list->count; k++) {
        int32_t bin = list->places[k].bin, zone = p->bin_zone[bin];

        placer->on_bin[bin] = is_closing ? 0 : placer->on_bin[bin] + list->places[k].count;
        placer->in_zone[zone] = is_closing ? 0 : placer->in_zone[zone] + list->places[k].count;
    }
}

/* The scratch counts of a capped item: what is present, and what it and its twins have placed. */
static void count_caps(struct placer *placer, int32_t item, bool is_closing)
{
    const struct problem *p = placer->pack->problem;
    const struct item *it = &p->items[item];

    for (int32_t k = it->first_present; k < it->first_present + it->present_count; k++) {
        int32_t bin = p->present[k].bin_ix, zone = p->bin_zone[bin];

        placer->on_bin[bin] = is_closing ? 0 : placer->on_bin[bin] + p->present[k].count;
        placer->in_zone[zone] = is_closing ? 0 : placer->in_zone[zone] + p->present[k].count;
    }
    count_places(placer, item, is_closing);
    for (int32_t k = it->first_twin; k < it->first_twin + it->twin_count; k++)
        count_places(placer, p->twins[k], is_closing);
}

static int64_t cap_left(const struct placer *placer, const struct item *it, int32_t bin,
                        int64_t want)
{
    if (it->has_bin_cap && it->per_bin_cap - placer->on_bin[bin] < want)
        want = it->per_bin_cap - placer->on_bin[bin];
    if (it->has_zone_cap) {
        int64_t left = it->per_zone_cap - placer->in_zone[placer->pack->problem->bin_zone[bin]];

        want = left < want ? left : want;
    }
    return want;
}

/* Rules between pods: may one go there? Bins of emptier domains come first. */
static bool is_ruled_in(const struct placer *placer, struct candidate *candidate)
{
    if (rules_room(placer->rules, candidate->bin, 1) < 1)
        return false;
    candidate->rating += LEVEL_WEIGHT * (double)rules_level(placer->rules, candidate->bin);
    return true;
}

/* The bins of the cluster on which one replica fits by itself, as candidates; without a jump, for
 * no guess of the outcome is good. */
static int32_t collect_fitting(struct placer *placer, int32_t item, const struct ladder_view *view)
{
    const struct problem *p = placer->pack->problem;
    int32_t k = p->resource_count, count = 0;
    const int64_t *demand = &p->demand[(int64_t)item * k];

    for (int32_t i = 0; i < view->count; i++) {
        int32_t b = ladder_bin(view, i);
        const int64_t *left = &placer->pack->left[(int64_t)b * k];
        int64_t over = 0; /* negative as soon as one is */

        for (int32_t r = 0; r < k; r++)
            over |= left[r] - demand[r];
        placer->candidates[count].bin = b;
        count += (over >= 0) & problem_eligible(p, item, b);
    }
    return count;
}

/* The most best rated bins of the cluster that can take one replica. */
static int32_t collect(struct placer *placer, int32_t item, int32_t cluster, int64_t most)
{
    const struct problem *p = placer->pack->problem;
    const struct item *it = &p->items[item];
    int32_t count = 0, kept = 0, fitting;
    const int64_t *demand = &p->demand[(int64_t)item * p->resource_count];
    bool has_caps = it->has_bin_cap || it->has_zone_cap, has_rules = placer->has_rules;
    bool strands = placer->rating == RATING_STRAND || placer->rating == RATING_WHOLE;
    struct ladder_view view = ladder_look(placer->pack->ladder, cluster, demand);

    fitting = collect_fitting(placer, item, &view);
    for (int32_t i = 0; i < fitting; i++) {
        struct candidate next = {0, placer->candidates[i].bin};

        if ((has_caps && cap_left(placer, it, next.bin, 1) < 1) ||
            (p->bin_over && pack_fit(placer->pack, item, next.bin, 1) < 1))
            continue;
        if (kept == most && !has_rules &&
            rate_least(placer, next.bin, demand) > placer->candidates[0].rating) {
            count++;
            continue;
        }
        next.rating = placer_rate(placer, next.bin, demand);
        if (has_rules && !is_ruled_in(placer, &next))
            continue;
        count++;
        kept = keep_best(placer->candidates, kept, next, most);
    }
    work_spend(placer->work, view.count + 1 + (strands ? 8 * count : count));
    return kept;
}

static int64_t put(struct placer *placer, int32_t item, int32_t bin, int64_t want)
{
    const struct problem *p = placer->pack->problem;
    const struct item *it = &p->items[item];
    bool has_caps = it->has_bin_cap || it->has_zone_cap;
    int64_t count =
        pack_fit(placer->pack, item, bin, has_caps ? cap_left(placer, it, bin, want) : want);

    if (placer->has_rules)
        count = rules_room(placer->rules, bin, count);
    if (count <= 0)
        return 0;
    pack_add(placer->pack, item, bin, count);
    if (placer->has_rules)
        rules_add(placer->rules, bin, count);
    if (has_caps) {
        placer->on_bin[bin] += count;
        placer->in_zone[p->bin_zone[bin]] += count;
    }
    return count;
}

/* Begin and end the placing of an item: scratch counts of caps, rules between pods. */
static void begin(struct placer *placer, int32_t item, int32_t cluster, int64_t want)
{
    const struct item *it = &placer->pack->problem->items[item];

    if (it->has_bin_cap || it->has_zone_cap)
        count_caps(placer, item, false);
    placer->has_rules = placer->rules && rules_touch(placer->rules, item);
    if (placer->has_rules)
        rules_open(placer->rules, item, cluster, want);
}

static void end(struct placer *placer, int32_t item)
{
    const struct item *it = &placer->pack->problem->items[item];

    if (it->has_bin_cap || it->has_zone_cap)
        count_caps(placer, item, true);
    if (!placer->has_rules)
        return;
    rules_close(placer->rules);
    work_spend(placer->work, rules_take_ticks(placer->rules));
    placer->has_rules = false;
}

int64_t placer_fill(struct placer *placer, int32_t item, int32_t cluster, int64_t want)
{
    const struct item *it = &placer->pack->problem->items[item];
    int64_t placed = 0, step, most;
    bool one_by_one;

    if (want <= 0)
        return 0;
    begin(placer, item, cluster, want);
    /* Where each replica changes where the next may go: the best bin for one, then again. */
    one_by_one = placer->has_rules && rules_one_by_one(placer->rules, item);
    /* Else a bin that is kept takes at least one, unless those before it can close it. */
    most = placer->has_rules || it->has_zone_cap ? INT32_MAX : want;
    do {
        int32_t count = collect(placer, item, cluster, want == 1 || one_by_one ? 1 : most);

        step = 0;
        make_heap(placer->candidates, count, false);
        while (placed + step < want && count > 0) {
            step +=
                put(placer, item, placer->candidates[0].bin, one_by_one ? 1 : want - placed - step);
            placer->candidates[0] = placer->candidates[--count];
            sift_down(placer->candidates, count > 0 ? count : 1, 0, false);
        }
        placed += step;
    } while (one_by_one && step > 0 && placed < want);
    end(placer, item);
    return placed;
}

int64_t placer_fill_bin(struct placer *placer, int32_t item, int32_t bin, int64_t want)
{
    const struct problem *p = placer->pack->problem;
    int64_t placed = 0, more = 1;

    if (want <= 0 || !problem_eligible(p, item, bin))
        return 0;
    begin(placer, item, p->bin_cluster[bin], want);
    for (; placed < want && more > 0; placed += more)
        more = put(placer, item, bin, want - placed);
    end(placer, item);
    return placed;
}
