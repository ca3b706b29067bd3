/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/decimal.h"
#include "base/error.h"
#include "result/result_plan.h"

static const char *option_value(const struct result *result, const char *key)
{
    for (int32_t i = 0; i < result->option_count; i++)
        if (!strcmp(result->options[i].key, key))
            return result->options[i].value;
    return NULL;
}

static int32_t find_resource(const struct estate *estate, const char *name)
{
    for (int32_t r = 0; r < estate->resource_count; r++)
        if (!strcmp(estate->resources[r].name, name))
            return r;
    return -1;
}

/* "5%", "12.5%" or an amount in base units. */
static bool parse_headroom(const char *text, struct headroom *ret)
{
    struct decimal decimal;
    __int128 value;
    bool is_exact;
    size_t n = strlen(text);
    size_t taken = decimal_read(text, n, &decimal);
    bool is_share = taken > 0 && taken + 1 == n && text[n - 1] == '%';
    if ((!is_share && (taken == 0 || taken != n)) || (decimal.negative && decimal.count > 0) ||
        !decimal_magnitude(&decimal, is_share ? 4 : 0, &value, &is_exact) || !is_exact ||
        value > INT64_MAX)
        return false;
    *ret = (struct headroom){is_share ? HEADROOM_SHARE : HEADROOM_AMOUNT, (int64_t)value};
    return true;
}

static const char *headroom_value(const struct result *result, const char *resource)
{
    for (int32_t i = 0; i < result->headroom_count; i++)
        if (!strcmp(result->headroom[i].key, resource))
            return result->headroom[i].value;
    return NULL;
}

static bool is_listed(const char *list, const char *name)
{
    size_t length = strlen(name);
    while (*list) {
        size_t n = strcspn(list, ",");
        if (n == length && strncmp(list, name, n) == 0)
            return true;
        list += n + (list[n] == ',');
    }
    return false;
}

static bool is_same_headroom(struct headroom a, struct headroom b)
{
    bool none_a = a.kind == HEADROOM_NONE || a.value == 0;
    bool none_b = b.kind == HEADROOM_NONE || b.value == 0;
    return (none_a && none_b) || (a.kind == b.kind && a.value == b.value);
}

/* What the result says is what it is held to: where that is not the estate's headroom, it replaced
 * it in every cluster. `headroom_given` lists the resources that were replaced all the same. */
static bool read_headroom(const struct estate *estate, const struct result *result,
                          struct arena *arena, struct question_options *ret, struct error *reterr)
{
    const char *given = option_value(result, "headroom_given");
    struct headroom *headroom = ARENA_NEW(arena, estate->resource_count, struct headroom);
    bool *overridden = ARENA_NEW(arena, estate->resource_count, bool);
    for (int32_t i = 0; i < result->headroom_count; i++)
        if (find_resource(estate, result->headroom[i].key) < 0)
            return error_set(reterr, ERROR_INPUT,
                             "options.headroom: found \"%.80s\"; expected a resource of the estate",
                             result->headroom[i].key);
    for (int32_t r = 0; r < estate->resource_count; r++) {
        const char *value = headroom_value(result, estate->resources[r].name);
        if (value && !parse_headroom(value, &headroom[r]))
            return error_set(reterr, ERROR_INPUT,
                             "options.headroom: found \"%.80s\"; expected a share such as 5%% or "
                             "an amount",
                             value);
        overridden[r] = !is_same_headroom(headroom[r], estate->headroom[r]) ||
                        (given && is_listed(given, estate->resources[r].name));
    }
    ret->headroom_override = headroom;
    ret->headroom_overridden = overridden;
    return true;
}

bool result_plan_options(const struct estate *estate, const struct result *result,
                         struct arena *arena, struct question_options *ret, struct error *reterr)
{
    struct question_options options = {0};
    const char *residents = option_value(result, "residents");
    const char *only_tier = option_value(result, "only_tier");
    if (!residents || (strcmp(residents, "pinned") != 0 && strcmp(residents, "repack") != 0))
        return error_set(reterr, ERROR_INPUT,
                         "options.residents: found \"%.80s\"; expected pinned "
                         "or repack",
                         residents ? residents : "nothing");
    options.residents = !strcmp(residents, "repack") ? RESIDENTS_REPACK : RESIDENTS_PINNED;
    if (only_tier) {
        char *end;
        long tier = strtol(only_tier, &end, 10);
        if (*end || tier < 0 || tier > MAX_TIER)
            return error_set(reterr, ERROR_INPUT,
                             "options.only_tier: found \"%.80s\"; expected a "
                             "tier",
                             only_tier);
        options.has_only_tier = true;
        options.only_tier = (int32_t)tier;
    }
    if (!read_headroom(estate, result, arena, &options, reterr))
        return false;
    *ret = options;
    return true;
}
