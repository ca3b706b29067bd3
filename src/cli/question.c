/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/question.h"

#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "cli/options.h"
#include "estate/estate.h"

static int32_t find_resource(const struct estate *estate, const char *name)
{
    for (int32_t i = 0; i < estate->resource_count; i++)
        if (!strcmp(estate->resources[i].name, name))
            return i;
    return -1;
}

static bool unknown_resource(const struct estate *estate, const char *name, struct arena *arena,
                             struct error *reterr)
{
    const char **names = ARENA_NEW(arena, estate->resource_count, const char *);
    for (int32_t i = 0; i < estate->resource_count; i++)
        names[i] = estate->resources[i].name;
    const char *nearest = text_nearest(name, names, (size_t)estate->resource_count);
    return error_set(reterr, ERROR_INPUT,
                     "--headroom: found \"%.80s\"; expected a resource of the "
                     "estate%s%s",
                     name, nearest ? ", the nearest is " : "", nearest ? nearest : "");
}

bool question_make(const struct cli_options *options, const struct estate *estate,
                   struct question_options *ret, struct error *reterr)
{
    struct question_options question = {.residents = options->residents,
                                        .has_only_tier = options->has_only_tier,
                                        .only_tier = options->only_tier,
                                        .no_eviction = options->no_eviction};
    if (options->no_eviction && options->accept_eviction)
        return error_set(reterr, ERROR_USAGE,
                         "--accept eviction and --no-eviction contradict each other; expected one "
                         "of them");
    if (options->headroom_count > 0) {
        struct headroom *headroom =
            ARENA_NEW(options->arena, estate->resource_count, struct headroom);
        bool *overridden = ARENA_NEW(options->arena, estate->resource_count, bool);
        for (size_t i = 0; i < options->headroom_count; i++) {
            int32_t resource = find_resource(estate, options->headroom[i].resource);
            if (resource < 0)
                return unknown_resource(estate, options->headroom[i].resource, options->arena,
                                        reterr);
            headroom[resource] = options->headroom[i].headroom;
            overridden[resource] = true;
        }
        question.headroom_override = headroom;
        question.headroom_overridden = overridden;
    }
    *ret = question;
    return true;
}
