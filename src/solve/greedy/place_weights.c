/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "solve/greedy/place.h"
#include "solve/memory.h"

/* weight_r = scarcity_r / mean free_r, scarcity = demand / free, largest 1, at least 0.05; worth_r
 * is scarcity_r as much: what counts is what is scarce. */
static void weigh_resources(struct placer *placer)
{
    const struct problem *p = placer->pack->problem;
    double most = 0;

    for (int32_t r = 0; r < p->resource_count; r++) {
        double demand = 0, offered = 0;

        for (int32_t g = 0; g < p->group_count; g++)
            demand += (double)placer->pack->index->group_demand[(int64_t)g * p->resource_count + r];
        for (int32_t c = 0; c < p->cluster_count; c++)
            offered +=
                (double)placer->pack->index->cluster_free[(int64_t)c * p->resource_count + r];
        placer->weight[r] = offered > 0 ? demand / offered : 0;
        most = placer->weight[r] > most ? placer->weight[r] : most;
    }
    for (int32_t r = 0; r < p->resource_count; r++) {
        double offered = 0, scarcity = most > 0 ? placer->weight[r] / most : 1;

        for (int32_t c = 0; c < p->cluster_count; c++)
            offered +=
                (double)placer->pack->index->cluster_free[(int64_t)c * p->resource_count + r];
        scarcity = scarcity > 0.05 ? scarcity : 0.05;
        placer->weight[r] = offered > 0 ? scarcity * p->bin_count / offered : 0;
        placer->worth[r] = scarcity * placer->weight[r];
    }
}

struct sample {
    double key, volume;
    int32_t item;
};

static int compare_samples(const void *a, const void *b)
{
    const struct sample *x = a, *y = b;

    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return x->item < y->item ? -1 : x->item > y->item;
}

/* Resource with the largest scarcity: the largest share of what is free is asked for. */
static int32_t scarcest(const struct placer *placer)
{
    const struct problem *p = placer->pack->problem;
    double most = -1;
    int32_t best = 0;

    for (int32_t r = 0; r < p->resource_count; r++) {
        double demand = 0;

        for (int32_t g = 0; g < p->group_count; g++)
            demand += (double)placer->pack->index->group_demand[(int64_t)g * p->resource_count + r];
        if (demand * placer->weight[r] > most) {
            most = demand * placer->weight[r];
            best = r;
        }
    }
    return best;
}

/* Items by their share of the scarcest resource, cut into profiles of equal volume; a profile is
 * the typical replica of its items. */
static void make_profiles(struct placer *placer, const bool *is_meant)
{
    const struct problem *p = placer->pack->problem;
    int32_t scarce = p->resource_count > 0 ? scarcest(placer) : 0, count = 0;
    struct sample *samples = memory_take(p->item_count, sizeof *samples);
    double total = 0, sum[PLACE_PROFILES] = {0}, before = 0;

    for (int32_t i = 0; i < p->item_count; i++) {
        const int64_t *demand = &p->demand[(int64_t)i * p->resource_count];
        double size = placer_size(placer, demand);

        if (p->items[i].is_daemon || p->items[i].replicas == 0 || size <= 0 ||
            (is_meant && !is_meant[p->items[i].group_ix]))
            continue;
        samples[count].key = (double)demand[scarce] * placer->worth[scarce] / size;
        samples[count].volume = size * (double)p->items[i].replicas;
        samples[count].item = i;
        total += samples[count++].volume;
    }
    qsort(samples, (size_t)count, sizeof *samples, compare_samples);
    for (int32_t s = 0; s < count; s++) {
        int32_t h = (int32_t)((before + samples[s].volume / 2) / total * PLACE_PROFILES);

        h = h < PLACE_PROFILES ? h : PLACE_PROFILES - 1;
        before += samples[s].volume;
        sum[h] += samples[s].volume;
        for (int32_t r = 0; r < p->resource_count; r++)
            placer->profile[r * PLACE_PROFILES + h] +=
                samples[s].volume *
                (double)p->demand[(int64_t)samples[s].item * p->resource_count + r];
    }
    for (int32_t h = 0; h < PLACE_PROFILES; h++) {
        for (int32_t r = 0; r < p->resource_count; r++) {
            double *profile = &placer->profile[r * PLACE_PROFILES + h];
            double mean = sum[h] > 0 ? *profile / sum[h] : 0;

            placer->profile_value[h] += mean * placer->worth[r] / PLACE_PROFILES;
            *profile = mean > 0 ? 1 / mean : 0;
            placer->endless[r * PLACE_PROFILES + h] = mean > 0 ? 0 : PLACE_ENDLESS;
        }
    }
    free(samples);
}

void placer_weigh(struct placer *placer)
{
    weigh_resources(placer);
    make_profiles(placer, NULL);
}

void placer_mean(struct placer *placer, const bool *is_meant)
{
    const struct problem *p = placer->pack->problem;

    memset(placer->profile_value, 0, sizeof placer->profile_value);
    memset(placer->profile, 0,
           PLACE_PROFILES * (size_t)p->resource_count * sizeof *placer->profile);
    memset(placer->pack->is_touched, true, (size_t)p->bin_count * sizeof(bool));
    make_profiles(placer, is_meant);
}
