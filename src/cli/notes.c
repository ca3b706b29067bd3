/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/notes.h"

#include <string.h>

#include "base/buf.h"
#include "cli/output.h"
#include "estate/estate.h"
#include "estate/finding.h"
#include "result/result.h"

enum { NAMED_MAX = 3 };

/* "east, west, dub and 2 more". */
static void add_names(struct buf *out, const char *const *names, int32_t count)
{
    for (int32_t i = 0; i < count && i < NAMED_MAX; i++)
        buf_format(out, "%s%s", i > 0 ? ", " : "", names[i]);
    if (count > NAMED_MAX)
        buf_format(out, " and %d more", (int)(count - NAMED_MAX));
}

static void note_findings(const struct estate *estate)
{
    int32_t counts[SEVERITY_ERROR + 1] = {0};
    int32_t assumed = 0;
    for (int32_t i = 0; i < estate->finding_count; i++)
        counts[estate->findings[i].severity]++;
    for (int32_t i = 0; i < estate->stack_count; i++)
        assumed += estate->stacks[i].is_assumed_zero && !estate->stacks[i].is_platform;
    if (assumed > 0)
        print_note("%d stack%s: a missing reservation counts as zero", (int)assumed,
                   assumed == 1 ? "" : "s");
    if (counts[SEVERITY_ERROR] + counts[SEVERITY_WARNING] > 0)
        print_note("the estate has %d error%s and %d warning%s: see muster check",
                   (int)counts[SEVERITY_ERROR], counts[SEVERITY_ERROR] == 1 ? "" : "s",
                   (int)counts[SEVERITY_WARNING], counts[SEVERITY_WARNING] == 1 ? "" : "s");
}

static void note_stale(const struct result *result)
{
    struct buf text;
    if (result->stale_count == 0)
        return;
    buf_init(&text);
    add_names(&text, result->stale, result->stale_count);
    print_note("snapshots that are old, undated or partial: %s", text.data);
    buf_release(&text);
}

static void note_scenarios(const struct result *result, bool is_verbose)
{
    int32_t total = 0;
    for (int32_t s = 0; s < result->scenario_count; s++) {
        const struct result_scenario *scenario = &result->scenarios[s];
        for (int32_t i = 0; i < scenario->finding_count; i++, total++)
            if (is_verbose || total < NAMED_MAX)
                print_note("%s: %s", scenario->name, scenario->findings[i]);
        if (scenario->limit_hit)
            print_note("%s: the time limit struck; the answer may differ on another machine",
                       scenario->name);
    }
    if (!is_verbose && total > NAMED_MAX)
        print_note("%d more findings in scenarios: see -v or -o json", (int)(total - NAMED_MAX));
}

static void note_critical(const struct estate *estate)
{
    for (int32_t i = 0; i < estate->stack_count; i++)
        if (!estate->stacks[i].is_platform && estate->stacks[i].tier <= estate->critical_tier)
            return;
    print_note("the estate has NO critical stack: no stack has tier %d%s (critical_tier, tiers)",
               (int)estate->critical_tier, estate->critical_tier > 0 ? " or below" : "");
}

static void list_findings(const struct estate *estate)
{
    struct buf where;
    buf_init(&where);
    for (int32_t i = 0; i < estate->finding_count; i++) {
        buf_clear(&where);
        finding_add_where(estate, &estate->findings[i], &where);
        print_note("%s: %s%s%s", estate->findings[i].code, where.data, where.length > 0 ? ": " : "",
                   estate->findings[i].text);
    }
    buf_release(&where);
}

void notes_write(const struct estate *estate, const struct result *result, bool is_verbose)
{
    note_critical(estate);
    note_findings(estate);
    note_stale(result);
    note_scenarios(result, is_verbose);
    if (is_verbose)
        list_findings(estate);
}
