/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/sets/packer.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "solve/greedy/place.h"
#include "solve/line/line.h"
#include "solve/memory.h"
#include "solve/pack.h"
#include "solve/sets/best_fit.h"
#include "solve/sets/dive.h"
#include "solve/sets/fill.h"
#include "solve/sets/packer_parts.h"
#include "solve/sets/random.h"
#include "solve/swap/swap.h"
#include "solve/tight/tight.h"
#include "solve/work.h"

enum {
    MEMO_SLOTS = 1 << 18,
    QUICK_FITS = 4,
    FILL_PASSES = 6,
    FILL_PASSES_SMALL = 30, /* up to SMALL_BINS bins */
    SMALL_BINS = 40,
    FULL_FITS_BINS = 400,
    SWAP_TICKS_FIRST = 1000000,
    SWAP_TICKS = 20000000
};

static int32_t most_bins(const struct problem *p)
{
    int32_t most = 0;

    for (int32_t c = 0; c < p->cluster_count; c++)
        if (p->first_bin[c + 1] - p->first_bin[c] > most)
            most = p->first_bin[c + 1] - p->first_bin[c];
    return most;
}

struct packer *packer_new(const struct problem *p, const struct index *index,
                          const struct placer *placer, struct work *work)
{
    struct packer *packer = memory_take(1, sizeof *packer);
    uint64_t state = random_seed(7);

    packer->problem = p;
    packer->index = index;
    packer->work = work;
    packer->weight = memory_take(p->resource_count, sizeof *packer->weight);
    packer->base = memory_take((int64_t)p->bin_count * p->resource_count, sizeof *packer->base);
    packer->room = memory_take((int64_t)p->cluster_count * p->resource_count, sizeof *packer->room);
    packer->holds = memory_take(p->group_count, sizeof *packer->holds);
    packer->type_of = memory_take(p->item_count, sizeof *packer->type_of);
    packer->is_capped = memory_take(p->item_count, sizeof *packer->is_capped);
    packer->mark = memory_take(p->group_count, sizeof *packer->mark);
    packer->memo = memory_take(MEMO_SLOTS, sizeof *packer->memo);
    packer->local = memory_take(p->item_count, sizeof *packer->local);
    packer->free = memory_take((int64_t)most_bins(p) * p->resource_count, sizeof *packer->free);
    packer->types = memory_take(p->item_count, sizeof *packer->types);
    for (int32_t r = 0; r < p->resource_count; r++)
        packer->weight[r] = placer->weight[r];
    for (int32_t g = 0; g < p->group_count; g++)
        packer->mark[g] = random_next(&state);
    for (int32_t i = 0; i < p->item_count; i++)
        packer->local[i] = -1;
    for (int32_t v = 0; v < BEST_FIT_VARIANTS; v++)
        packer->best_first[v] = v;
    packer_find_types(packer);
    packer_find_held(packer);
    return packer;
}

void packer_free(struct packer *packer)
{
    if (!packer)
        return;
    free(packer->weight);
    free(packer->base);
    free(packer->room);
    free(packer->holds);
    free(packer->type_of);
    free(packer->is_capped);
    free(packer->mark);
    free(packer->memo);
    free(packer->local);
    free(packer->free);
    free(packer->types);
    free(packer->plan.places);
    free(packer);
}

void packer_base(struct packer *packer, const struct pack *pack)
{
    const struct problem *p = packer->problem;

    memset(packer->memo, 0, MEMO_SLOTS * sizeof *packer->memo);
    for (int64_t i = 0; i < (int64_t)p->bin_count * p->resource_count; i++)
        packer->base[i] = pack->left[i];
    for (int64_t i = 0; i < (int64_t)p->cluster_count * p->resource_count; i++)
        packer->room[i] = pack->cluster_left[i];
    work_spend(packer->work, p->bin_count);
}

uint64_t packer_key(const struct packer *packer, int32_t cluster, const int32_t *groups,
                    int32_t count)
{
    uint64_t key = random_seed((uint64_t)cluster);

    for (int32_t i = 0; i < count; i++)
        key ^= packer->mark[groups[i]];
    return key;
}

/* The last two bits of a memo are the level that failed. */
static bool has_failed(const struct packer *packer, uint64_t key, enum packer_level level)
{
    uint64_t memo = packer->memo[key >> 2 & (MEMO_SLOTS - 1)];

    return memo != 0 && (memo | 3) == (key | 3) && (memo & 3) >= (uint64_t)level;
}

static void note_failure(struct packer *packer, uint64_t key, enum packer_level level)
{
    packer->memo[key >> 2 & (MEMO_SLOTS - 1)] = (key & ~UINT64_C(3)) | (uint64_t)level;
}

static bool try_fits(struct packer *packer, const struct set_question *q, int32_t first,
                     int32_t end)
{
    for (int32_t i = first; i < end && !work_is_out(packer->work); i++) {
        int32_t variant = packer->best_first[i];

        if (!best_fit(q, variant, &packer->plan))
            continue;
        memmove(&packer->best_first[1], packer->best_first, (size_t)i * sizeof variant);
        packer->best_first[0] = variant;
        return true;
    }
    return false;
}

static enum packer_answer try_levels(struct packer *packer, const struct set_question *q,
                                     enum packer_level level, uint64_t key)
{
    uint64_t random = random_seed(key ^ packer->seed);
    int32_t passes = q->bin_count <= SMALL_BINS ? FILL_PASSES_SMALL : FILL_PASSES;

    if (try_fits(packer, q, 0, QUICK_FITS))
        return PACKER_PACKED;
    if (level == PACKER_QUICK)
        return PACKER_UNKNOWN;
    if (try_fits(packer, q, QUICK_FITS, BEST_FIT_VARIANTS) ||
        (q->mean_size > 0.1 && fill_bins(q, passes, &random, &packer->plan)))
        return PACKER_PACKED;
    if (level < PACKER_DIVE)
        return PACKER_UNKNOWN;
    if (tight_pack(q, &packer->plan))
        return PACKER_PACKED;
    if (q->is_only && line_is_refuted(q, packer->line_memory))
        return PACKER_REFUTED;
    if (level == PACKER_DEEP && q->is_only) {
        enum packer_answer answer;

        if (swap_pack(q, SWAP_TICKS_FIRST, &random, &packer->plan))
            return PACKER_PACKED;
        answer = line_pack(q, work_left(q->work) / 4 * 3, packer->line_memory, &packer->plan);
        if (answer != PACKER_UNKNOWN)
            return answer;
        if (swap_pack(q, SWAP_TICKS, &random, &packer->plan))
            return PACKER_PACKED;
    }
    return dive(q, level == PACKER_DEEP, &random, &packer->plan, &packer->is_short);
}

enum packer_answer packer_ask(struct packer *packer, int32_t cluster, const int32_t *groups,
                              int32_t count, enum packer_level level, struct packing *ret)
{
    struct set_content content = {cluster, groups, count, 0, NULL};
    uint64_t key = packer_key(packer, cluster, groups, count);
    enum packer_answer answer = PACKER_REFUTED;
    struct set_question question;

    work_spend(packer->work, 8 + count);
    packer->is_short = false;
    if (has_failed(packer, key, level))
        return PACKER_UNKNOWN;
    packer->asked++;
    if (packer_question(packer, &content, &question))
        answer = try_levels(packer, &question, level, key);
    if (answer == PACKER_PACKED && set_plan_holds(&question, &packer->plan)) {
        packer_hand_out(packer, &question, &content, &packer->plan, ret);
        packer->packed++;
    } else {
        assert(answer != PACKER_PACKED);
        packer->refuted += answer == PACKER_REFUTED;
        note_failure(packer, key, answer == PACKER_REFUTED ? PACKER_DEEP : level);
    }
    packer_question_release(&question);
    return answer;
}

bool packer_add(struct packer *packer, int32_t cluster, const struct packing *there,
                const int32_t *groups, int32_t count, struct packing *ret)
{
    struct set_content content = {cluster, groups, count, count - 1, there};
    struct set_question question;
    bool is_packed;

    is_packed = packer_question(packer, &content, &question) && try_fits(packer, &question, 0, 2);
    if (is_packed) {
        packer_hand_out(packer, &question, &content, &packer->plan, ret);
        for (size_t i = 0; i < there->count; i++)
            VEC_PUSH(ret->shares, ret->count, ret->room, there->shares[i]);
    }
    packer_question_release(&question);
    return is_packed;
}

void packing_copy(const struct packing *from, struct packing *to)
{
    to->count = 0;
    for (size_t i = 0; i < from->count; i++)
        VEC_PUSH(to->shares, to->count, to->room, from->shares[i]);
}

void packing_release(struct packing *packing)
{
    free(packing->shares);
    *packing = (struct packing){0};
}
