/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is odd about one scenario. */
#include "base/arena.h"
#include "result/tell.h"

void tell_findings(const struct telling *t, struct arena *arena, struct result_scenario *ret)
{
    const struct estate *e = t->question->estate;
    const char **texts =
        ARENA_NEW(arena, (int64_t)e->workload_count + t->note_count + 1, const char *);
    for (int32_t w = 0; t->unplaced && w < e->workload_count; w++) {
        if (t->unplaced[w] == 0)
            continue;
        texts[ret->finding_count++] = arena_format(
            arena,
            "%s: %lld of %lld replicas of %s have no place in their cluster even without "
            "newcomers%s: left out",
            tell_path(t, e->workloads[w].stack_ix, arena), (long long)t->unplaced[w],
            (long long)e->workloads[w].running_unknown, e->workloads[w].name,
            t->unplaced_is_proven ? "" : " (not proven: the budget ran out)");
    }
    for (int32_t i = 0; i < t->note_count; i++)
        texts[ret->finding_count++] = t->notes[i];
    const char *standby = standby_finding(&ret->as_is, e->critical_tier, arena);
    if (standby)
        texts[ret->finding_count++] = standby;
    ret->findings = texts;
}
