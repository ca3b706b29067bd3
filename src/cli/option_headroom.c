/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/arena.h"
#include "base/decimal.h"
#include "base/error.h"
#include "base/quantity.h"
#include "cli/options.h"

/* A share such as 12.5% in parts per million, rounded up; at most 100%. */
static bool read_share(const char *value, size_t n, int64_t *ret_ppm)
{
    struct decimal decimal;
    __int128 ppm;
    bool is_exact;
    size_t taken = decimal_read(value, n, &decimal);
    if (taken == 0 || taken + 1 != n || (decimal.negative && decimal.count > 0))
        return false;
    if (!decimal_magnitude(&decimal, 4, &ppm, &is_exact) || ppm > 1000000)
        return false;
    if (!is_exact)
        ppm++;
    if (ppm > 1000000)
        return false;
    *ret_ppm = (int64_t)ppm;
    return true;
}

static bool read_headroom_pair(struct cli_options *options, const char *pair, size_t n,
                               struct headroom_option *ret, struct error *reterr)
{
    const char *equals = memchr(pair, '=', n);
    if (!equals || equals == pair || equals + 1 == pair + n)
        return error_set(reterr, ERROR_USAGE, "found \"%.*s\"; expected RESOURCE=VALUE",
                         (int)(n < 200 ? n : 200), pair);
    ret->resource = arena_strndup(options->arena, pair, (size_t)(equals - pair));
    ret->text = arena_strndup(options->arena, equals + 1, (size_t)(pair + n - equals - 1));
    size_t length = strlen(ret->text);
    if (ret->text[length - 1] == '%') {
        ret->headroom.kind = HEADROOM_SHARE;
        if (!read_share(ret->text, length, &ret->headroom.value))
            return error_set(reterr, ERROR_USAGE,
                             "%.80s: found \"%.80s\"; expected a share from "
                             "0%% to 100%%",
                             ret->resource, ret->text);
        return true;
    }
    struct error wrong = {0};
    ret->headroom.kind = HEADROOM_AMOUNT;
    int scale = resource_unit_of(ret->resource) == UNIT_MILLI ? 3 : 0;
    if (!quantity_parse(ret->text, length, scale, QUANTITY_UP, &ret->headroom.value, &wrong))
        return error_set(reterr, ERROR_USAGE, "%.80s: %.600s", ret->resource, wrong.text);
    return true;
}

bool option_read_headroom(struct cli_options *options, const char *value, struct error *reterr)
{
    size_t count = 1;
    for (const char *c = value; *c; c++)
        count += *c == ',';
    struct headroom_option *all = ARENA_NEW(options->arena, count, struct headroom_option);
    const char *pair = value;
    for (size_t i = 0; i < count; i++) {
        size_t n = strcspn(pair, ",");
        if (!read_headroom_pair(options, pair, n, &all[i], reterr))
            return false;
        for (size_t k = 0; k < i; k++)
            if (!strcmp(all[k].resource, all[i].resource))
                return error_set(reterr, ERROR_USAGE, "%.80s is given twice", all[i].resource);
        pair += n + 1;
    }
    options->headroom = all;
    options->headroom_count = count;
    return true;
}
