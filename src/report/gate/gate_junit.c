/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "base/buf.h"
#include "report/gate/gate.h"
#include "report/table/table.h"
#include "report/whatif/whatif_markup.h"

struct totals {
    int tests, failures, errors;
};

struct writing {
    const struct result *result;
    const struct judge_options *judge;
    struct arena *arena;
    struct totals totals; /* of all suites written */
    struct buf suites;
    struct totals suite; /* of the one being written */
    struct buf cases;
};

static void begin_case(struct writing *w, const char *class_name, const char *name)
{
    buf_add_text(&w->cases, "    <testcase classname=\"");
    xml_text(&w->cases, class_name);
    buf_add_text(&w->cases, "\" name=\"");
    xml_text(&w->cases, name);
    buf_add_text(&w->cases, "\">\n");
    w->suite.tests++;
}

/* As an attribute and as the element's text: readers of JUnit show the one or the other. */
static void write_outcome(struct writing *w, const char *element, const char *type,
                          const char *text)
{
    buf_format(&w->cases, "      <%s type=\"%s\" message=\"", element, type);
    xml_text(&w->cases, text);
    buf_add_text(&w->cases, "\">");
    xml_text(&w->cases, text);
    buf_format(&w->cases, "</%s>\n", element);
}

static void end_case(struct writing *w)
{
    buf_add_text(&w->cases, "    </testcase>\n");
}

/* "does not fit: 12.0 GiB of memory short on west; ...", "fits on west". */
static const char *stack_text(const struct writing *w, const struct table_case *one)
{
    const struct result_stack *stack = one->stack;
    bool is_fine = stack->verdict == VERDICT_FITS && !stack->is_assumed_zero;
    if (is_fine && stack->target[0])
        return arena_format(w->arena, "fits on %s", stack->target);
    if (is_fine)
        return verdict_words(stack->verdict);
    struct buf why;
    buf_init(&why);
    table_reason(w->result, one, true, 0, &why);
    const char *text =
        arena_format(w->arena, "%s: %s", verdict_words(stack->verdict), why.data ? why.data : "");
    buf_release(&why);
    return text;
}

static void write_stack(struct writing *w, int32_t scenario_ix, const struct result_stack *stack)
{
    const struct result_scenario *scenario = &w->result->scenarios[scenario_ix];
    enum standing standing =
        result_stack_standing(result_judged(scenario, w->judge), stack, w->judge);
    struct table_case one = {scenario_ix, stack, standing};
    const char *text = stack_text(w, &one);
    const char *type = verdict_name(stack->verdict);
    begin_case(w, scenario->name, result_stack_path(stack, w->arena));
    if (standing == STANDING_BAD) {
        write_outcome(w, "failure", type, text);
        w->suite.failures++;
    } else if (standing == STANDING_OPEN) {
        write_outcome(w, "error", type, text);
        w->suite.errors++;
    } else {
        buf_add_text(&w->cases, "      <system-out>");
        xml_text(&w->cases, text);
        buf_add_text(&w->cases, "</system-out>\n");
    }
    end_case(w);
}

static void write_error(struct writing *w, const char *class_name, const char *name,
                        const char *type, const char *text)
{
    begin_case(w, class_name, name);
    write_outcome(w, "error", type, text);
    w->suite.errors++;
    end_case(w);
}

static void write_totals(struct buf *out, const char *name, const struct totals *totals)
{
    buf_add_text(out, " name=\"");
    xml_text(out, name);
    buf_format(out, "\" tests=\"%d\" failures=\"%d\" errors=\"%d\"", totals->tests,
               totals->failures, totals->errors);
}

static void end_suite(struct writing *w, const char *name)
{
    buf_add_text(&w->suites, "  <testsuite");
    write_totals(&w->suites, name, &w->suite);
    buf_add_text(&w->suites, " skipped=\"0\">\n");
    buf_add(&w->suites, w->cases.data, w->cases.length);
    buf_add_text(&w->suites, "  </testsuite>\n");
    w->totals.tests += w->suite.tests;
    w->totals.failures += w->suite.failures;
    w->totals.errors += w->suite.errors;
    w->suite = (struct totals){0};
    buf_clear(&w->cases);
}

static void write_scenario(struct writing *w, int32_t scenario_ix)
{
    const struct result_scenario *scenario = &w->result->scenarios[scenario_ix];
    const struct result_answer *answer = result_judged(scenario, w->judge);
    if (answer->status == STATUS_FAILED)
        write_error(w, scenario->name, "the answer", "failed", answer->failure);
    for (int32_t i = 0; i < answer->stack_count; i++)
        if (answer->stacks[i].tier <= w->result->critical_tier)
            write_stack(w, scenario_ix, &answer->stacks[i]);
    end_suite(w, scenario->name);
}

void gate_write_junit(const struct result *result, const struct judge_options *judge,
                      struct arena *arena, struct buf *out)
{
    struct writing w = {.result = result, .judge = judge, .arena = arena};
    buf_init(&w.suites);
    buf_init(&w.cases);
    for (int32_t s = 0; s < result->scenario_count; s++)
        write_scenario(&w, s);
    for (int32_t i = 0; judge->strict && i < result->stale_count; i++)
        write_error(&w, "snapshots", result->stale[i], "stale",
                    "the snapshot is old, undated or partial, which --strict does not trust");
    if (w.suite.tests > 0)
        end_suite(&w, "snapshots");
    buf_add_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites");
    write_totals(out, arena_format(arena, "muster simulate %s", result->estate_name), &w.totals);
    buf_add_text(out, ">\n");
    buf_add(out, w.suites.data, w.suites.length);
    buf_add_text(out, "</testsuites>\n");
    buf_release(&w.suites);
    buf_release(&w.cases);
}
