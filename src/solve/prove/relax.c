/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/prove/relax.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "solve/memory.h"

/* The present is not judged: caps of residents are not counted on. */
static bool is_capped(const struct problem *p, const struct item *item)
{
    return item->is_daemon || (p->groups[item->group_ix].kind != GROUP_RESIDENT &&
                               item->has_bin_cap && item->per_bin_cap < item->replicas);
}

/* Residents that stand on nodes now, daemons of residents, and what may not be moved, are left out.
 */
static bool is_counted(const struct relax *relax, const struct item *item)
{
    return relax->counts[item->group_ix] && !item->stays &&
           (relax->problem->groups[item->group_ix].kind != GROUP_RESIDENT ||
            (item->home_count == 0 && !item->is_daemon));
}

static uint64_t mix(uint64_t hash, uint64_t value)
{
    hash ^= value + UINT64_C(0x9E3779B97F4A7C15) + (hash << 6) + (hash >> 2);
    hash *= UINT64_C(0xFF51AFD7ED558CCD);
    return hash ^ (hash >> 32);
}

static int64_t table_size(int64_t count)
{
    int64_t size = 16;

    while (size < 2 * count)
        size *= 2;
    return size;
}

/* Give every item its type; equal ones find each other in a hash table, numbers go by item. */
static void find_types(struct relax *relax, struct arena *arena)
{
    const struct problem *p = relax->problem;
    int64_t room = table_size(p->item_count);
    int32_t *table = memory_take(room, sizeof *table);

    relax->types = ARENA_NEW(arena, p->item_count, struct relax_type);
    for (int32_t i = 0; i < p->item_count; i++) {
        const struct item *item = &p->items[i];
        const int64_t *size = &p->demand[(int64_t)i * p->resource_count];
        uint64_t hash = (uint64_t)item->eligible_class;
        int64_t at;

        relax->item_type[i] = -1;
        if (!is_counted(relax, item))
            continue;
        for (int32_t r = 0; r < p->resource_count; r++)
            hash = mix(hash, (uint64_t)size[r]);
        if (is_capped(p, item))
            hash = mix(hash, (uint64_t)i);
        for (at = (int64_t)(hash & (uint64_t)(room - 1)); table[at] > 0;
             at = (at + 1) & (room - 1)) {
            const struct relax_type *type = &relax->types[table[at] - 1];

            if (!is_capped(p, item) && !type->is_capped &&
                p->items[type->item_ix].eligible_class == item->eligible_class &&
                memcmp(type->size, size, (size_t)p->resource_count * sizeof *size) == 0)
                break;
        }
        if (table[at] == 0) {
            relax->types[relax->type_count] = (struct relax_type){
                size, i, item->is_daemon ? 1 : item->per_bin_cap, is_capped(p, item)};
            table[at] = ++relax->type_count;
        }
        relax->item_type[i] = table[at] - 1;
    }
    free(table);
}

static int64_t eligible_bins(const struct problem *p, int32_t item, int32_t cluster)
{
    int64_t count = 0;

    for (int32_t b = p->first_bin[cluster]; b < p->first_bin[cluster + 1]; b++)
        count += problem_eligible(p, item, b);
    return count;
}

/* What a group needs in a cluster, one entry a type. local: number of a type in the cluster + 1. */
static void add_member(struct relax *relax, int32_t c, int32_t g, int32_t *local,
                       int32_t *need_count)
{
    const struct problem *p = relax->problem;
    struct relax_cluster *cluster = &relax->clusters[c];
    struct relax_member *member = &cluster->members[cluster->member_count++];
    const struct group *group = &p->groups[g];

    *member = (struct relax_member){g, *need_count, 0,
                                    relax->index->first_pair[g] + index_allowed(p, g, c)};
    for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++) {
        int64_t count = p->items[i].is_daemon ? eligible_bins(p, i, c) : p->items[i].replicas;
        int32_t type = relax->item_type[i], at = member->first_need;

        if (count == 0 || type < 0)
            continue;
        if (local[type] == 0) {
            cluster->types[cluster->type_count] = type;
            local[type] = ++cluster->type_count;
        }
        while (at < *need_count && cluster->needs[at].type != local[type] - 1)
            at++;
        if (at == *need_count)
            cluster->needs[(*need_count)++] = (struct relax_need){local[type] - 1, 0};
        cluster->needs[at].count += count;
    }
    member->need_count = *need_count - member->first_need;
}

static void find_members(struct relax *relax, int32_t c, const int32_t *groups, int32_t count,
                         int32_t *local, struct arena *arena)
{
    const struct problem *p = relax->problem;
    struct relax_cluster *cluster = &relax->clusters[c];
    int32_t needs = 0, used = 0;

    for (int32_t m = 0; m < count; m++)
        needs += p->groups[groups[m]].item_count;
    cluster->members = ARENA_NEW(arena, count, struct relax_member);
    cluster->needs = ARENA_NEW(arena, needs, struct relax_need);
    cluster->types =
        ARENA_NEW(arena, needs < relax->type_count ? needs : relax->type_count, int32_t);
    for (int32_t m = 0; m < count; m++)
        add_member(relax, c, groups[m], local, &used);
    cluster->most = ARENA_NEW(arena, cluster->type_count, int64_t);
    for (int32_t i = 0; i < used; i++)
        cluster->most[cluster->needs[i].type] += cluster->needs[i].count;
    for (int32_t t = 0; t < cluster->type_count; t++)
        local[cluster->types[t]] = 0;
}

bool relax_admits(const struct relax *relax, const struct relax_cluster *cluster, int32_t type,
                  const struct relax_class *class)
{
    return problem_eligible(relax->problem, relax->types[cluster->types[type]].item_ix,
                            class->bin_ix);
}

/* The eligibility classes of a cluster's types, each once. */
static int32_t find_rows(const struct relax *relax, const struct relax_cluster *cluster,
                         const unsigned char **rows)
{
    const struct problem *p = relax->problem;
    unsigned char *seen = memory_take(p->eligible_class_count, 1);
    int32_t count = 0;

    for (int32_t t = 0; t < cluster->type_count; t++) {
        int32_t row = p->items[relax->types[cluster->types[t]].item_ix].eligible_class;

        if (!seen[row])
            rows[count++] = &p->eligible[(int64_t)row * p->bin_count];
        seen[row] = 1;
    }
    free(seen);
    return count;
}

static bool is_same_bin(const struct problem *p, const unsigned char *const *rows, int32_t count,
                        int32_t a, int32_t b)
{
    for (int32_t i = 0; i < count; i++)
        if ((rows[i][a] != 0) != (rows[i][b] != 0))
            return false;
    return memcmp(&p->bin_free[(int64_t)a * p->resource_count],
                  &p->bin_free[(int64_t)b * p->resource_count],
                  (size_t)p->resource_count * sizeof *p->bin_free) == 0;
}

static void find_classes(struct relax *relax, int32_t c, struct work *work, struct arena *arena)
{
    const struct problem *p = relax->problem;
    struct relax_cluster *cluster = &relax->clusters[c];
    int32_t first = p->first_bin[c], bins = p->first_bin[c + 1] - first;
    int64_t room = table_size(bins);
    int32_t *table = memory_take(room, sizeof *table);
    const unsigned char **rows = memory_take(p->eligible_class_count, sizeof *rows);
    int32_t row_count = find_rows(relax, cluster, rows);

    cluster->classes = ARENA_NEW(arena, bins, struct relax_class);
    for (int32_t b = first; b < first + bins; b++) {
        uint64_t hash = 0;
        int64_t at;

        for (int32_t r = 0; r < p->resource_count; r++)
            hash = mix(hash, (uint64_t)problem_free(p, b, r));
        for (int32_t i = 0; i < row_count; i++)
            hash = mix(hash, rows[i][b] != 0);
        for (at = (int64_t)(hash & (uint64_t)(room - 1)); table[at] > 0; at = (at + 1) & (room - 1))
            if (is_same_bin(p, rows, row_count, b, cluster->classes[table[at] - 1].bin_ix))
                break;
        if (table[at] == 0) {
            cluster->classes[cluster->class_count] =
                (struct relax_class){&p->bin_free[(int64_t)b * p->resource_count], 0, b};
            table[at] = ++cluster->class_count;
        }
        cluster->classes[table[at] - 1].count++;
    }
    work_spend(work, (int64_t)bins * (p->resource_count + row_count));
    free(rows);
    free(table);
}

/* Members of all clusters, clusters side by side: first a count, then the groups in order. */
static void find_clusters(struct relax *relax, struct coverage *coverage, struct work *work,
                          struct arena *arena)
{
    const struct problem *p = relax->problem;
    int32_t *local = memory_take(relax->type_count, sizeof *local);
    int32_t *groups = memory_take(p->group_count, sizeof *groups);

    for (int32_t c = 0; c < p->cluster_count; c++) {
        int32_t count = 0;

        for (int32_t g = 0; g < p->group_count; g++) {
            int32_t k = relax->counts[g] ? index_allowed(p, g, c) : -1;

            if (k >= 0 && coverage_is_live(coverage, g, k)) {
                relax->pair_member[relax->index->first_pair[g] + k] = count;
                groups[count++] = g;
            }
        }
        find_members(relax, c, groups, count, local, arena);
        find_classes(relax, c, work, arena);
    }
    free(groups);
    free(local);
}

struct relax *relax_new(const struct problem *p, const struct index *index,
                        struct coverage *coverage, struct work *work, struct arena *arena)
{
    struct relax *relax = ARENA_NEW(arena, 1, struct relax);

    relax->problem = p;
    relax->index = index;
    relax->item_type = ARENA_NEW(arena, p->item_count, int32_t);
    relax->clusters = ARENA_NEW(arena, p->cluster_count, struct relax_cluster);
    relax->pair_member = ARENA_NEW(arena, index->pair_count, int32_t);
    relax->counts = ARENA_NEW(arena, p->group_count, bool);
    for (int64_t i = 0; i < index->pair_count; i++)
        relax->pair_member[i] = -1;
    for (int32_t g = 0; g < p->group_count; g++)
        relax->counts[g] =
            p->groups[g].kind != GROUP_REPLICAS &&
            (p->groups[g].kind == GROUP_RESIDENT || !coverage_is_impossible(coverage, g));
    find_types(relax, arena);
    find_clusters(relax, coverage, work, arena);
    work_spend(work, coverage_take_ticks(coverage));
    return relax;
}
