/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "small_instance.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "check_main.h"
#include "estate_maker.h"

static uint64_t state = 88172645463325252u;

int instance_pick(int n)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (int)(state % (uint64_t)n);
}

void instance_make(struct instance *in)
{
    memset(in, 0, sizeof *in);
    for (int c = 0; c < CLUSTERS; c++) {
        for (int n = 0; n < NODES; n++) {
            in->room[c][n] = 3 + instance_pick(10);
            in->used[c][n] = instance_pick(3) ? 0 : instance_pick(14);
        }
    }
    in->count = 2 + instance_pick(STACKS - 1);
    for (int s = 0; s < in->count; s++) {
        struct spec *spec = &in->stacks[s];

        *spec = (struct spec){instance_pick(2),
                              1 + instance_pick(3),
                              1 + instance_pick(3),
                              instance_pick(6),
                              0,
                              0,
                              0,
                              -1,
                              false};
        if (instance_pick(4) == 0)
            spec->node_cap = 1 + instance_pick(2);
        if (instance_pick(4) == 0)
            spec->zone_cap = 1 + instance_pick(2);
        if (instance_pick(5) == 0)
            spec->daemon = 1 + instance_pick(3);
        if (s > 0 && instance_pick(3) == 0) {
            spec->needs = instance_pick(s);
            spec->same = instance_pick(2);
        }
    }
}

struct estate *instance_estate(const struct instance *in)
{
    char text[4096];
    int n = snprintf(text, sizeof text, "cluster L\nnode L n 1\n");

    for (int c = 0; c < CLUSTERS; c++) {
        n += snprintf(text + n, sizeof text - (size_t)n, "cluster C%d\n", c);
        for (int k = 0; k < NODES; k++) {
            n += snprintf(text + n, sizeof text - (size_t)n, "node C%d n%d %d zone=z%d\n", c, k,
                          in->room[c][k], k);
            if (in->used[c][k] > 0)
                n += snprintf(text + n, sizeof text - (size_t)n,
                              "work C%d r%d w 1 %d\nplace C%d r%d w n%d 1\n", c, k, in->used[c][k],
                              c, k, k);
        }
    }
    for (int s = 0; s < in->count; s++) {
        const struct spec *spec = &in->stacks[s];

        n += snprintf(text + n, sizeof text - (size_t)n, "work L s%d w %d %d", s, spec->replicas,
                      spec->size);
        if (spec->node_cap)
            n += snprintf(text + n, sizeof text - (size_t)n, " node=%d", spec->node_cap);
        if (spec->zone_cap)
            n += snprintf(text + n, sizeof text - (size_t)n, " zone=%d", spec->zone_cap);
        n += snprintf(text + n, sizeof text - (size_t)n, "\nstack L s%d %d weight=%d", s,
                      spec->tier, spec->weight);
        if (spec->needs >= 0)
            n += snprintf(text + n, sizeof text - (size_t)n, " requires=s%d%s", spec->needs,
                          spec->same ? "@same" : "");
        n += snprintf(text + n, sizeof text - (size_t)n, "\n");
        if (spec->daemon)
            n += snprintf(text + n, sizeof text - (size_t)n, "work L s%d d 1 %d daemon\n", s,
                          spec->daemon);
    }
    ck_assert_int_lt(n, (int)sizeof text);
    return estate_make(text);
}

bool instance_node_holds(const struct instance *in, int c, int n, int added)
{
    return added == 0 || in->used[c][n] + added <= in->room[c][n];
}

bool instance_cap_holds(const struct spec *spec, int replicas)
{
    return (!spec->node_cap || replicas <= spec->node_cap) &&
           (!spec->zone_cap || replicas <= spec->zone_cap);
}

/* Split the replicas of the set's stacks over the two nodes, in all ways. */
static bool pack(struct instance *in, int c, int set, int s, const int added[NODES])
{
    const struct spec *spec = &in->stacks[s];

    if (s == in->count)
        return instance_node_holds(in, c, 0, added[0]) && instance_node_holds(in, c, 1, added[1]);
    if (!(set >> s & 1))
        return pack(in, c, set, s + 1, added);
    for (int first = 0; first <= spec->replicas; first++) {
        int next[NODES] = {added[0] + spec->daemon + first * spec->size,
                           added[1] + spec->daemon + (spec->replicas - first) * spec->size};

        in->place[c][set][s] = first;
        if (instance_cap_holds(spec, first) && instance_cap_holds(spec, spec->replicas - first) &&
            pack(in, c, set, s + 1, next))
            return true;
    }
    return false;
}

void instance_pack(struct instance *in)
{
    static const int nothing[NODES];

    for (int c = 0; c < CLUSTERS; c++) {
        for (int set = 0; set < 1 << in->count; set++)
            in->packs[c][set] = pack(in, c, set, 0, nothing);
    }
}

void instance_recovered(const struct instance *in, const int *target, bool *ret)
{
    for (int s = 0; s < in->count; s++) {
        int needs = in->stacks[s].needs;

        ret[s] = target[s] >= 0 &&
                 (needs < 0 || (ret[needs] && (!in->stacks[s].same || target[needs] == target[s])));
    }
}

int instance_weight(const struct instance *in, const bool *is_recovered, int tier)
{
    int sum = 0;

    for (int s = 0; s < in->count; s++)
        sum += is_recovered[s] && in->stacks[s].tier == tier ? in->stacks[s].weight : 0;
    return sum;
}

bool instance_assign(const struct instance *in, int number, int *target)
{
    int set[CLUSTERS] = {0, 0};

    for (int s = 0; s < in->count; s++) {
        target[s] = number % 3 - 1;
        number /= 3;
        if (target[s] >= 0)
            set[target[s]] |= 1 << s;
    }
    return in->packs[0][set[0]] && in->packs[1][set[1]];
}

int instance_ways(const struct instance *in)
{
    int n = 1;

    for (int s = 0; s < in->count; s++)
        n *= 3;
    return n;
}

int instance_optimum(const struct instance *in, int tier, int least)
{
    int best = 0;

    for (int way = 0; way < instance_ways(in); way++) {
        int target[STACKS];
        bool is_recovered[STACKS];

        if (!instance_assign(in, way, target))
            continue;
        instance_recovered(in, target, is_recovered);
        if (instance_weight(in, is_recovered, 0) >= least &&
            instance_weight(in, is_recovered, tier) > best)
            best = instance_weight(in, is_recovered, tier);
    }
    return best;
}
