/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "solve/greedy/place.h"

/* Nobody counts further. */
#define WHOLE_MOST 1e9

double placer_mix_value(const struct placer *placer, const double *left)
{
    double room[PLACE_PROFILES], value = 0;

    for (int32_t h = 0; h < PLACE_PROFILES; h++)
        room[h] = PLACE_ENDLESS;
    for (int32_t r = 0; r < placer->pack->problem->resource_count; r++) {
        const double *profile = &placer->profile[r * PLACE_PROFILES];
        const double *endless = &placer->endless[r * PLACE_PROFILES];

        for (int32_t h = 0; h < PLACE_PROFILES; h++) {
            double part = left[r] * profile[h] + endless[h];

            room[h] = part < room[h] ? part : room[h];
        }
    }
    if (placer->rating == RATING_WHOLE)
        for (int32_t h = 0; h < PLACE_PROFILES; h++) {
            double counted = room[h] < WHOLE_MOST ? room[h] : WHOLE_MOST;

            counted = counted > -WHOLE_MOST ? counted : -WHOLE_MOST;
            room[h] = (double)(int32_t)counted + placer->part_value * counted;
        }
    for (int32_t h = 0; h < PLACE_PROFILES; h++)
        value += placer->profile_value[h] * room[h];
    return value;
}

/* What the typical mix finds is a sum of minima of lines, so it is concave: nowhere does it fall
 * less, per unit taken away, than the lines that are least where the bin stands now. */
static void find_slope(const struct placer *placer, const double *left, double *slope)
{
    int32_t k = placer->pack->problem->resource_count;

    for (int32_t r = 0; r < k; r++)
        slope[r] = 0;
    for (int32_t h = 0; h < PLACE_PROFILES; h++) {
        double room = PLACE_ENDLESS;
        int32_t least = -1;

        for (int32_t r = 0; r < k; r++) {
            const int32_t at = r * PLACE_PROFILES + h;
            double part = left[r] * placer->profile[at] + placer->endless[at];

            if (part < room) {
                room = part;
                least = r;
            }
        }
        if (least >= 0)
            slope[least] += placer->profile_value[h] * placer->profile[least * PLACE_PROFILES + h];
    }
}

double placer_bin_value(const struct placer *placer, int32_t bin)
{
    struct pack *pack = placer->pack;
    int32_t k = pack->problem->resource_count;

    if (pack->is_touched[bin]) {
        for (int32_t r = 0; r < k; r++)
            placer->after[r] = (double)pack->left[(int64_t)bin * k + r];
        placer->bin_value[bin] = placer_mix_value(placer, placer->after);
        if (placer->rating != RATING_WHOLE)
            find_slope(placer, placer->after, &placer->bin_slope[(int64_t)bin * k]);
        pack->is_touched[bin] = false;
    }
    return placer->bin_value[bin];
}

static double rate_cosine(const struct placer *placer, const int64_t *left, const int64_t *demand)
{
    double dot = 0, length = 0;

    for (int32_t r = 0; r < placer->pack->problem->resource_count; r++) {
        double a = placer->weight[r] * (double)left[r];
        double d = placer->weight[r] * (double)demand[r];

        dot += a * d;
        length += a * a;
    }
    return length > 0 ? -dot / sqrt(length) : 0;
}

double placer_rate(const struct placer *placer, int32_t bin, const int64_t *demand)
{
    int32_t k = placer->pack->problem->resource_count;
    const int64_t *left = &placer->pack->left[(int64_t)bin * k];
    bool strands = placer->rating == RATING_STRAND || placer->rating == RATING_WHOLE;
    double sum = 0, largest = 0, before;

    if (placer->rating == RATING_FIRST_FIT)
        return bin;
    if (placer->rating == RATING_COSINE)
        return rate_cosine(placer, left, demand);
    before = strands ? placer_bin_value(placer, bin) : 0;
    for (int32_t r = 0; r < k; r++) {
        double part;

        placer->after[r] = (double)(left[r] - demand[r]);
        part = placer->weight[r] * placer->after[r];
        sum += part * part;
        largest = part > largest ? part : largest;
    }
    if (placer->rating == RATING_LARGEST)
        return largest;
    if (placer->rating == RATING_WORST_FIT)
        return -sum;
    if (strands)
        return before - placer_mix_value(placer, placer->after) + 0.01 * sum;
    return sum;
}
