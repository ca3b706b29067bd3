/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a comparison comes to, in one line each. */
#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "report/line.h"
#include "report/whatif/whatif.h"

/* A path without its folders. */
static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static int32_t open_scenarios(const struct result *result, const struct judge_options *judge)
{
    int32_t count = 0;
    for (int32_t s = 0; s < result->scenario_count; s++)
        count += result_judged(&result->scenarios[s], judge)->status != STATUS_PROVEN;
    return count;
}

const char *whatif_scope(const struct comparison *comparison, struct arena *arena)
{
    const struct changes *changes = comparison->changes;
    int32_t count = comparison->after->scenario_count;
    int32_t open = open_scenarios(comparison->before, &comparison->judge) +
                   open_scenarios(comparison->after, &comparison->judge);
    const char *files = arena_format(arena, "%d files", (int)changes->file_count);
    if (changes->file_count == 1)
        files = base_name(changes->files[0]);
    return arena_format(arena, "%d change%s from %s; %d scenario%s, %s", (int)changes->count,
                        changes->count == 1 ? "" : "s", files, (int)count, count == 1 ? "" : "s",
                        open == 0 ? "all proven" : "not all proven");
}

const char *whatif_verdict(const struct result *result)
{
    return result->summary == SUMMARY_AT_RISK ? "AT RISK"
           : result->summary == SUMMARY_SAFE  ? "SAFE"
                                              : "INCONCLUSIVE";
}

static bool has_name(const struct result *result, const char *name)
{
    for (int32_t i = 0; i < result->critical_at_risk_count; i++)
        if (strcmp(result->critical_at_risk[i], name) == 0)
            return true;
    return false;
}

/* Names that only the first result has, at most a few: "a out, b out". */
static const char *only_in(const struct result *one, const struct result *other, const char *word,
                           const char *text, struct arena *arena)
{
    enum { SHOWN = 4 };
    int32_t count = 0;
    for (int32_t i = 0; i < one->critical_at_risk_count; i++) {
        const char *name = one->critical_at_risk[i];
        if (has_name(other, name))
            continue;
        if (count++ < SHOWN)
            text = arena_format(arena, "%s%s%s %s", text, text[0] ? ", " : "", name, word);
    }
    return count > SHOWN ? arena_format(arena, "%s and %d more", text, (int)(count - SHOWN)) : text;
}

const char *whatif_at_risk(const struct comparison *comparison, struct arena *arena)
{
    const struct result *before = comparison->before, *after = comparison->after;
    const char *moved = only_in(before, after, "out", "", arena);
    moved = only_in(after, before, "in", moved, arena);
    return arena_format(arena, "%d -> %d%s%s%s", (int)before->critical_at_risk_count,
                        (int)after->critical_at_risk_count, moved[0] ? " (" : "", moved,
                        moved[0] ? ")" : "");
}

/* The fullest cluster and resource after any loss; the first of equal ones. */
static const char *tightest(const struct result *result, const struct judge_options *judge,
                            struct arena *arena)
{
    int64_t worst = -1;
    const char *text = "";
    for (int32_t s = 0; s < result->scenario_count; s++) {
        const struct result_answer *answer = result_judged(&result->scenarios[s], judge);
        for (int32_t c = 0; c < answer->cluster_count; c++) {
            const struct result_cluster *cluster = &answer->clusters[c];
            for (int32_t r = 0; r < cluster->resource_count; r++) {
                const struct result_usage *usage = &cluster->resources[r];
                if (usage->allocatable <= 0 || usage->is_unlimited)
                    continue;
                int64_t percent = number_percent_up(usage->reserved_after, usage->allocatable);
                if (percent <= worst)
                    continue;
                worst = percent;
                text = arena_format(arena, "%s %s %" PRId64 "%%", cluster->cluster, usage->resource,
                                    percent);
            }
        }
    }
    return text;
}

const char *whatif_tightest(const struct comparison *comparison, struct arena *arena)
{
    const char *before = tightest(comparison->before, &comparison->judge, arena);
    const char *after = tightest(comparison->after, &comparison->judge, arena);
    return before[0] && after[0] ? arena_format(arena, "%s -> %s", before, after) : "";
}
