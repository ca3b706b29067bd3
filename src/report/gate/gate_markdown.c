/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>

#include "base/arena.h"
#include "base/buf.h"
#include "report/board/board.h"
#include "report/gate/gate.h"
#include "report/line.h"
#include "report/table/table.h"
#include "report/whatif/whatif_markup.h"

enum { ROWS_MAX = 15, STALE_MAX = 5, BOARD_MAX = 9, REASON_ROOM = 100 };

struct writing {
    const struct result *result;
    const struct judge_options *judge;
    struct arena *arena;
    struct buf *out;
    const struct table_case *cases; /* worst first */
    int32_t case_count;
};

static const char *const words[] = {"SAFE", "AT RISK", "INCONCLUSIVE"};

/* Critical stacks of a scenario: all, those that are recovered, and what the others are, in words.
 */
static void write_scenario(struct writing *w, const struct result_scenario *scenario)
{
    const struct result_answer *answer = result_judged(scenario, w->judge);
    int64_t counts[VERDICT_COUNT] = {0}, all = 0;
    const char *cluster = NULL;
    const struct result_usage *tightest = table_tightest(answer, &cluster);
    for (int32_t i = 0; i < answer->stack_count; i++)
        if (answer->stacks[i].tier <= w->result->critical_tier) {
            counts[answer->stacks[i].verdict]++;
            all++;
        }
    buf_add_text(w->out, "| ");
    markdown_code(w->out, scenario->name);
    buf_format(w->out, " | %" PRId64 "/%" PRId64 " | ", counts[VERDICT_FITS], all);
    const char *comma = "";
    for (int v = 0; v < VERDICT_FITS; v++)
        if (counts[v] > 0) {
            buf_format(w->out, "%s%" PRId64 " %s", comma, counts[v],
                       verdict_words((enum verdict)v));
            comma = ", ";
        }
    buf_add_text(w->out, scenario->limit_hit ? " (the time limit struck) | " : " | ");
    if (tightest) {
        markdown_code(w->out, cluster);
        buf_add_char(w->out, ' ');
        markdown_code(w->out, tightest->resource);
        if (tightest->allocatable > 0)
            buf_format(w->out, " %" PRId64 "%%",
                       number_percent_up(tightest->reserved_after, tightest->allocatable));
    }
    buf_add_text(w->out, " |\n");
}

static bool has_case(const struct writing *w, int32_t scenario_ix)
{
    for (int32_t i = 0; i < w->case_count; i++)
        if (w->cases[i].scenario_ix == scenario_ix)
            return true;
    return result_judged(&w->result->scenarios[scenario_ix], w->judge)->status == STATUS_FAILED;
}

/* In their order; where they are too many for a screen, those with something to say first. */
static void write_scenarios(struct writing *w)
{
    const struct result *result = w->result;
    bool are_many = result->scenario_count > ROWS_MAX;
    int32_t shown = 0;
    buf_add_text(w->out, "| scenario | critical recovered | not recovered | tightest after |\n"
                         "|---|---:|---|---|\n");
    for (int pass = 0; pass < (are_many ? 2 : 1); pass++)
        for (int32_t s = 0; s < result->scenario_count && shown < ROWS_MAX; s++) {
            if (are_many && has_case(w, s) != (pass == 0))
                continue;
            write_scenario(w, &result->scenarios[s]);
            shown++;
        }
    if (shown < result->scenario_count)
        buf_format(w->out, "\n… and %d more\n", (int)(result->scenario_count - shown));
}

static void write_cases(struct writing *w)
{
    if (w->case_count == 0)
        return;
    buf_add_text(w->out, "\n| | scenario | stack | why |\n|---|---|---|---|\n");
    for (int32_t i = 0; i < w->case_count && i < ROWS_MAX; i++) {
        const struct table_case *one = &w->cases[i];
        struct buf why;
        buf_init(&why);
        table_reason(w->result, one, false, REASON_ROOM, &why);
        buf_format(w->out, "| **%s** | ", verdict_words(one->stack->verdict));
        markdown_code(w->out, w->result->scenarios[one->scenario_ix].name);
        buf_add_text(w->out, " | ");
        markdown_code(w->out, result_stack_path(one->stack, w->arena));
        buf_add_text(w->out, " | ");
        if (why.length > 0)
            markdown_code(w->out, why.data);
        buf_add_text(w->out, " |\n");
        buf_release(&why);
    }
    if (w->case_count > ROWS_MAX)
        buf_format(w->out, "\n… and %d more\n", (int)(w->case_count - ROWS_MAX));
}

/* What people decide about: a few lines, each a list item. */
static void write_board(struct writing *w)
{
    for (int p = 0; p < BOARD_PARTS; p++) {
        int32_t written = 0, hidden = 0;
        for (int32_t s = 0; s < w->result->scenario_count; s++) {
            const struct result_scenario *scenario = &w->result->scenarios[s];
            struct board board =
                board_make(&board_parts[p], w->result, result_judged(scenario, w->judge),
                           BOARD_MAX - written, w->arena);
            hidden += board.hidden;
            if (board.count > 0 && written == 0)
                buf_format(w->out, "\n%s:\n\n", board_parts[p].title);
            for (int32_t i = 0; i < board.count; i++) {
                buf_format(w->out, "%*s- ", board.lines[i].depth * 2, "");
                if (board.lines[i].depth == 0) {
                    markdown_code(w->out, scenario->name);
                    buf_add_char(w->out, ' ');
                }
                markdown_code(w->out, board.lines[i].text);
                buf_add_char(w->out, '\n');
            }
            written += board.count;
        }
        if (written > 0 && hidden > 0)
            buf_format(w->out, "\n… and %d more\n", (int)hidden);
    }
}

/* What what reserves nothing may use in the loss that bears least. */
static void write_unreserved(struct writing *w)
{
    for (int32_t r = 0; r < w->result->resource_count; r++) {
        int32_t s = 0;
        const struct result_zero *zero =
            table_least_zero(w->result, w->result->resources[r].name, &s);
        struct buf text;
        if (!zero)
            continue;
        buf_init(&text);
        table_say_unreserved(w->result, zero, &text);
        buf_add_text(w->out, "\nUnreserved, least in ");
        markdown_code(w->out, w->result->scenarios[s].name);
        buf_add_text(w->out, ": ");
        markdown_code(w->out, text.data);
        buf_add_char(w->out, '\n');
        buf_release(&text);
    }
}

static void write_head(struct writing *w)
{
    const struct result *result = w->result;
    int32_t listed = table_listed(result, KIND_COUNT, w->arena).count;
    int32_t open =
        table_case_names(result, w->cases, w->case_count, STANDING_OPEN, KIND_COUNT, w->arena)
            .count;
    buf_format(w->out, "### muster: %s\n\n", words[result->summary]);
    if (result->critical_at_risk_count > 0)
        buf_format(w->out, "**%d of %d** critical stacks are not recovered in every scenario",
                   (int)result->critical_at_risk_count, (int)listed);
    else
        buf_format(w->out, "None of %d critical stacks is lost in any scenario", (int)listed);
    if (open > 0)
        buf_format(w->out, "; of %d it is not known", (int)open);
    buf_add_text(w->out, ". Estate ");
    markdown_code(w->out, result->estate_name);
    buf_format(w->out,
               ", %" PRId64 " clusters, %" PRId64 " nodes, %" PRId64 " stacks; %d scenario%s.\n\n",
               result->cluster_count, result->node_count, result->stack_count,
               (int)result->scenario_count, result->scenario_count == 1 ? "" : "s");
}

static void write_stale(struct writing *w)
{
    const struct result *result = w->result;
    if (result->stale_count == 0)
        return;
    buf_add_text(w->out, "\nSnapshots that are old, undated or partial: ");
    for (int32_t i = 0; i < result->stale_count && i < STALE_MAX; i++) {
        buf_add_text(w->out, i > 0 ? ", " : "");
        markdown_code(w->out, result->stale[i]);
    }
    if (result->stale_count > STALE_MAX)
        buf_format(w->out, " and %d more", (int)(result->stale_count - STALE_MAX));
    buf_add_text(w->out, ".\n");
}

void gate_write_markdown(const struct result *result, const struct judge_options *judge,
                         struct arena *arena, struct buf *out)
{
    struct writing w = {.result = result, .judge = judge, .arena = arena, .out = out};
    w.cases = table_cases(result, judge, arena, &w.case_count);
    write_head(&w);
    write_scenarios(&w);
    write_cases(&w);
    write_board(&w);
    write_unreserved(&w);
    write_stale(&w);
}
