/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "report/whatif/whatif.h"
#include "report/whatif/whatif_markup.h"

struct totals {
    int32_t tests, failures, errors, skipped;
};

struct writing {
    const struct comparison *comparison;
    struct arena *arena;
    struct totals totals;
    struct buf cases;
};

static const struct difference *find_difference(const struct comparison *comparison,
                                                int32_t scenario_ix, const char *path)
{
    for (int32_t i = 0; i < comparison->difference_count; i++) {
        const struct difference *d = &comparison->differences[i];
        if (d->scenario_ix == scenario_ix && strcmp(d->path, path) == 0)
            return d;
    }
    return NULL;
}

static const struct compare_bad *find_bad(const struct comparison *comparison,
                                          const struct result_stack *stack)
{
    for (int32_t i = 0; i < comparison->bad_count; i++)
        if (comparison->bad[i].stack == stack)
            return &comparison->bad[i];
    return NULL;
}

static void write_outcome(struct writing *w, const char *element, int32_t *count, const char *text)
{
    buf_format(&w->cases, "    <%s message=\"", element);
    xml_text(&w->cases, text);
    buf_add_text(&w->cases, "\"/>\n");
    (*count)++;
}

static void begin_case(struct writing *w, const char *class_name, const char *name)
{
    buf_add_text(&w->cases, "  <testcase classname=\"");
    xml_text(&w->cases, class_name);
    buf_add_text(&w->cases, "\" name=\"");
    xml_text(&w->cases, name);
    buf_add_text(&w->cases, "\">\n");
    w->totals.tests++;
}

static void write_case(struct writing *w, int32_t scenario_ix, const struct result_stack *stack)
{
    const struct comparison *comparison = w->comparison;
    const char *path = result_stack_path(stack, w->arena);
    const struct difference *d = find_difference(comparison, scenario_ix, path);
    const struct compare_bad *bad = comparison->fail_on_any ? find_bad(comparison, stack) : NULL;
    const struct waiver *waiver = d && d->waiver ? d->waiver : bad ? bad->waiver : NULL;
    struct compare_side now = {stack, false};
    const char *text = compare_side_text(&now, false, w->arena);
    if (d)
        text = arena_format(w->arena, "before: %s; after: %s",
                            compare_side_text(&d->before, true, w->arena), text);
    bool is_worse = (d && d->sign == COMPARE_WORSE) || (bad && bad->standing == STANDING_BAD);
    bool is_open = (d && d->sign == COMPARE_OPEN) || (bad && bad->standing == STANDING_OPEN);
    begin_case(w, comparison->after->scenarios[scenario_ix].name, path);
    if ((is_worse || is_open) && waiver)
        write_outcome(w, "skipped", &w->totals.skipped,
                      arena_format(w->arena, "%s (waived until %s by %s: %s)", text,
                                   waiver->expires, waiver->owner, waiver->reason));
    else if (is_worse)
        write_outcome(w, "failure", &w->totals.failures, text);
    else if (is_open)
        write_outcome(w, "error", &w->totals.errors, text);
    else {
        buf_add_text(&w->cases, "    <system-out>");
        xml_text(&w->cases, text);
        buf_add_text(&w->cases, "</system-out>\n");
    }
    buf_add_text(&w->cases, "  </testcase>\n");
}

static void write_list(struct writing *w, const char *class_name, const char *const *texts,
                       int32_t count)
{
    for (int32_t i = 0; i < count; i++) {
        begin_case(w, class_name, texts[i]);
        write_outcome(w, "failure", &w->totals.failures, texts[i]);
        buf_add_text(&w->cases, "  </testcase>\n");
    }
}

void whatif_write_junit(const struct comparison *comparison, struct arena *arena, struct buf *out)
{
    struct writing w = {.comparison = comparison, .arena = arena};
    const struct result *after = comparison->after;
    buf_init(&w.cases);
    for (int32_t s = 0; s < after->scenario_count; s++) {
        const struct result_answer *answer =
            result_judged(&after->scenarios[s], &comparison->judge);
        for (int32_t i = 0; i < answer->stack_count; i++)
            if (answer->stacks[i].tier <= after->critical_tier)
                write_case(&w, s, &answer->stacks[i]);
    }
    write_list(&w, "residents", comparison->unplaced, comparison->critical_unplaced);
    write_list(&w, "waivers", comparison->waiver_findings, comparison->waiver_finding_count);
    buf_add_text(out,
                 "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"muster whatif ");
    xml_text(out, after->estate_name);
    buf_format(out, "\" tests=\"%d\" failures=\"%d\" errors=\"%d\" skipped=\"%d\">\n",
               (int)w.totals.tests, (int)w.totals.failures, (int)w.totals.errors,
               (int)w.totals.skipped);
    buf_add(out, w.cases.data, w.cases.length);
    buf_add_text(out, "</testsuite>\n");
    buf_release(&w.cases);
}
