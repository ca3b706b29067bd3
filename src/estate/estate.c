/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "estate/estate.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/intern.h"
#include "estate/key.h"

const char *resource_unit_name(enum resource_unit unit)
{
    static const char *const names[] = {"milli", "bytes", "count"};
    return names[unit];
}

enum resource_unit resource_unit_of(const char *name)
{
    static const char pages[] = "hugepages-";
    if (strcmp(name, "cpu") == 0)
        return UNIT_MILLI;
    if (strcmp(name, "memory") == 0 || strcmp(name, "ephemeral-storage") == 0 ||
        strncmp(name, pages, sizeof pages - 1) == 0)
        return UNIT_BYTES;
    return UNIT_COUNT;
}

/* Bytes in the largest unit that is exact; when only a small one is, one decimal of the largest. */
static void format_bytes(int64_t value, char out[AMOUNT_TEXT_SIZE])
{
    static const char *const units[] = {"", "Ki", "Mi", "Gi", "Ti", "Pi"};
    int exact = 0, largest = 0;
    while (exact < 5 && value != 0 && value % ((int64_t)1 << (10 * (exact + 1))) == 0)
        exact++;
    while (largest < 5 && value >= (int64_t)1 << (10 * (largest + 1)))
        largest++;
    int64_t in_exact = value >> (10 * exact);
    if (largest == 0 || in_exact < 10000) {
        snprintf(out, AMOUNT_TEXT_SIZE, "%lld%s", (long long)in_exact, units[exact]);
        return;
    }
    int64_t unit = (int64_t)1 << (10 * largest);
    snprintf(out, AMOUNT_TEXT_SIZE, "%lld.%lld%s", (long long)(value / unit),
             (long long)(value % unit * 10 / unit), units[largest]);
}

const char *resource_amount_text(enum resource_unit unit, int64_t value, char out[AMOUNT_TEXT_SIZE])
{
    if (unit == UNIT_BYTES)
        format_bytes(value, out);
    else if (unit == UNIT_MILLI && value % 1000 != 0)
        snprintf(out, AMOUNT_TEXT_SIZE, "%lldm", (long long)value);
    else
        snprintf(out, AMOUNT_TEXT_SIZE, "%lld",
                 (long long)(unit == UNIT_MILLI ? value / 1000 : value));
    return out;
}

const char *orchestrator_name(enum orchestrator orchestrator)
{
    static const char *const names[] = {"kubernetes", "swarm", "mke", "csv"};
    return names[orchestrator];
}

bool orchestrator_takes(enum orchestrator to, enum orchestrator family)
{
    return to == family || (to == ORCHESTRATOR_MKE && family != ORCHESTRATOR_CSV);
}

void estate_free(struct estate *estate)
{
    if (!estate)
        return;
    intern_free(estate->cluster_keys);
    intern_free(estate->node_keys);
    intern_free(estate->stack_keys);
    arena_free(estate->arena);
}

int32_t estate_find_cluster(const struct estate *estate, const char *name)
{
    return intern_find(estate->cluster_keys, name, strlen(name));
}

static int32_t find(const struct intern *keys, int32_t cluster_ix, const char *first,
                    const char *second)
{
    struct buf key;
    buf_init(&key);
    key_make(&key, cluster_ix, first, second);
    int32_t index = intern_find(keys, key.data, key.length);
    buf_release(&key);
    return index;
}

int32_t estate_find_node(const struct estate *estate, int32_t cluster_ix, const char *name)
{
    return find(estate->node_keys, cluster_ix, name, NULL);
}

int32_t estate_find_stack(const struct estate *estate, int32_t cluster_ix, const char *name_space,
                          const char *name)
{
    return find(estate->stack_keys, cluster_ix, name_space, name);
}

static char *lower_copy(struct arena *arena, const char *text)
{
    char *copy = arena_strdup(arena, text);
    for (char *c = copy; *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    return copy;
}

const char *estate_os(struct arena *arena, const char *os)
{
    return *os ? lower_copy(arena, os) : "";
}

const char *estate_arch(struct arena *arena, const char *arch)
{
    static const char *const spellings[][2] = {
        {"x86_64", "amd64"}, {"x86-64", "amd64"}, {"aarch64", "arm64"},
        {"i386", "386"},     {"i686", "386"},     {"armv7l", "arm"},
    };
    if (!*arch)
        return "";
    const char *lower = lower_copy(arena, arch);
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++)
        if (strcmp(lower, spellings[i][0]) == 0)
            return spellings[i][1];
    return lower;
}

int64_t headroom_amount(struct headroom headroom, int64_t allocatable)
{
    enum { MILLION = 1000000 };
    int64_t amount = 0;
    if (headroom.kind == HEADROOM_AMOUNT)
        amount = headroom.value;
    if (headroom.kind == HEADROOM_SHARE) /* 128 bits: 2^53 times 10^6 leaves int64 */
        amount = (int64_t)(((__int128)allocatable * headroom.value + MILLION - 1) / MILLION);
    return amount < allocatable ? amount : allocatable;
}
