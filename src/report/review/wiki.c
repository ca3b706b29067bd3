/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/review/wiki.h"

#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "report/board/board.h"
#include "report/line.h"
#include "report/review/markup.h"

static void write_sentence(const struct review *review,
                           void (*say_it)(const struct review *review, struct buf *out),
                           const char *before, const char *after, struct buf *out)
{
    struct buf text;
    buf_init(&text);
    say_it(review, &text);
    buf_add_text(out, before);
    markdown_text(out, text.data);
    buf_add_text(out, after);
    buf_release(&text);
}

static void write_title(const struct review *review, struct buf *out)
{
    markdown_format(out, "# %s · %s",
                    review->options.title[0] ? review->options.title : "Failover review",
                    review->result->estate_name);
    if (review->options.quarter[0])
        markdown_format(out, " · %s", review->options.quarter);
    buf_add_text(out, "\n\n");
}

static void write_case(const struct review *review, const struct table_case *one, struct buf *out)
{
    struct buf reason;
    buf_init(&reason);
    review_say_reason(review, one->scenario_ix, one->stack, &reason);
    markdown_format(out, "| %s | %s | ", one->stack->stack,
                    review->result->scenarios[one->scenario_ix].name);
    if (result_fits_by_eviction(&review->result->scenarios[one->scenario_ix], one->stack))
        buf_add_text(out, "E fits by eviction | ");
    else
        buf_format(out, "%c %s | ", verdict_letter(one->stack->verdict),
                   verdict_words(one->stack->verdict));
    markdown_text(out, reason.data);
    buf_add_text(out, " |\n");
    buf_release(&reason);
}

static void write_at_risk(const struct review *review, struct buf *out)
{
    enum table_kind kind = review_first_kind(review);
    int32_t count = 0;
    for (int32_t i = 0; i < review->case_count; i++) {
        const struct table_case *one = &review->cases[i];
        enum table_kind its = table_kind_of(&review->result->scenarios[one->scenario_ix]);
        if (one->standing == STANDING_GOOD || (kind != KIND_COUNT && its != kind))
            continue;
        if (count++ == 0)
            buf_add_text(out, "## At risk\n\n| Stack | When lost | Verdict | Reason |\n"
                              "| --- | --- | --- | --- |\n");
        if (count <= WIKI_CASES_MAX)
            write_case(review, one, out);
    }
    if (count > WIKI_CASES_MAX)
        buf_format(out, "\n%d more are in the page and in the CSV.\n", (int)count - WIKI_CASES_MAX);
    if (count > 0)
        buf_add_char(out, '\n');
}

static void write_figures(const struct review *review, enum figure_kind kind, int32_t scenario_ix,
                          struct buf *out)
{
    for (int32_t i = 0; i < review->figures->count; i++) {
        const struct figure *figure = &review->figures->items[i];
        if (figure->kind != kind || figure->scenario_ix != scenario_ix)
            continue;
        if (figure->missing)
            markdown_format(out, "(%s)\n\n", figure->missing);
        else if (review->options.has_plots && figure->svg)
            markdown_format(out, "[![%s](plots/", figure->title),
                buf_format(out, "%s.svg)](plots/%s.svg)\n\n", figure->name, figure->name);
    }
}

/* The second answer's cells of a tier: what it recovers, which residents it keeps. */
static void write_second(const struct result_answer *second, int64_t number, struct buf *out)
{
    const struct result_tier *own = NULL, *kept = NULL;
    for (int32_t i = 0; i < second->tier_count; i++)
        if (second->tiers[i].tier == number)
            *(second->tiers[i].of_residents ? &kept : &own) = &second->tiers[i];
    if (own)
        buf_format(out, " %" PRId64 " of %" PRId64 " |", own->recovered, own->displaced_weight);
    else
        buf_add_text(out, " — |");
    if (kept && kept->displaced > 0)
        buf_format(out, " %" PRId64 " of %" PRId64 " |", kept->recovered, kept->displaced);
    else
        buf_add_text(out, " — |");
}

static void write_tiers(const struct review *review, const struct result_scenario *scenario,
                        struct buf *out)
{
    const struct result_answer *answer = &scenario->as_is;
    if (answer->tier_count == 0)
        return;
    buf_format(out,
               "| Tier | Displaced | Recovered, weight | Bound, weight | Share | Proof |%s\n"
               "| ---: | ---: | ---: | ---: | ---: | --- |%s\n",
               scenario->has_eviction ? " If others give way | Residents kept |" : "",
               scenario->has_eviction ? " ---: | ---: |" : "");
    for (int32_t i = 0; i < answer->tier_count; i++) {
        const struct result_tier *tier = &answer->tiers[i];
        char share[SHARE_SIZE];
        review_share(tier->recovered, tier->displaced_weight, share);
        buf_format(
            out, "| %" PRId64 "%s | %" PRId64 " | %" PRId64 " of %" PRId64 " | %" PRId64 " | %s | ",
            tier->tier, tier->tier <= review->result->critical_tier ? " (critical)" : "",
            tier->displaced, tier->recovered, tier->displaced_weight, tier->bound, share);
        if (tier->is_proven)
            buf_add_text(out, tier->is_certified ? "proven, certified |" : "proven by search |");
        else
            buf_format(out, "gap %" PRId64 " |", tier->bound - tier->recovered);
        if (scenario->has_eviction)
            write_second(&scenario->with_eviction, tier->tier, out);
        buf_add_char(out, '\n');
    }
    buf_add_char(out, '\n');
}

/* What people decide about, as nested lists. */
static void write_board(const struct review *review, int32_t scenario_ix, struct buf *out)
{
    const struct result_answer *answer = &review->result->scenarios[scenario_ix].as_is;
    struct arena *arena = arena_new();
    for (int p = 0; p < BOARD_PARTS; p++) {
        struct board board =
            board_make(&board_parts[p], review->result, answer, WIKI_BOARD_MAX, arena);
        if (board.count > 0)
            buf_format(out, "%s:\n\n", board_parts[p].title);
        for (int32_t i = 0; i < board.count; i++) {
            buf_format(out, "%*s", board.lines[i].depth * 2, "");
            markdown_format(out, "- %s\n", board.lines[i].text);
        }
        if (board.hidden > 0)
            buf_format(out, "- and %d more\n", (int)board.hidden);
        if (board.count > 0)
            buf_add_char(out, '\n');
    }
    arena_free(arena);
}

/* The survivor that holds least of its limits, who falls, who cannot lose one more node. */
static void write_overload(const struct result_scenario *scenario, struct buf *out)
{
    const struct result_overload *least = NULL;
    const char *cluster = "";
    struct buf text;
    char number[NUMBER_SIZE];
    for (int32_t c = 0; c < scenario->as_is.cluster_count; c++) {
        const struct result_overload *one = scenario->as_is.clusters[c].overload;
        if (!one || one->burst.kind >= BURST_ALL ||
            (least && !burst_is_less(&one->burst, &least->burst)))
            continue;
        least = one;
        cluster = scenario->as_is.clusters[c].cluster;
    }
    buf_init(&text);
    if (least) {
        table_burst(&least->burst, number);
        buf_format(&text, "Overload: %s bursts least, %s (%s of %s). ", cluster, number,
                   least->burst.resource, least->burst.node);
    }
    if (scenario->cascade) {
        buf_add_text(&text, "Cascade: ");
        table_falls(scenario->cascade, &text);
        buf_add_text(&text, scenario->cascade->fall_count > 0 || scenario->cascade->is_open
                                ? ". "
                                : "none falls. ");
    }
    for (int32_t i = 0; i < scenario->spare_count; i++) {
        buf_format(&text, "%s%s: ", i == 0 ? "One more node lost: " : "; ",
                   scenario->spares[i].cluster);
        table_spare(&scenario->spares[i], &text);
    }
    if (text.length > 0)
        markdown_format(out, "%s\n\n", text.data);
    buf_release(&text);
}

/* How much what reserves nothing may use. */
static void write_unreserved(const struct review *review, int32_t scenario_ix, struct buf *out)
{
    const struct result_unreserved *unreserved =
        review->result->scenarios[scenario_ix].as_is.unreserved;
    struct buf text;
    buf_init(&text);
    for (int32_t i = 0; unreserved && i < unreserved->resource_count; i++) {
        buf_add_text(&text, i == 0 ? "Unreserved: " : ". ");
        table_say_unreserved(review->result, &unreserved->resources[i], &text);
    }
    if (unreserved && unreserved->critical_count > 0) {
        buf_add_text(&text, ". Critical, and reserves none: ");
        table_critical_zero(unreserved, &text);
    }
    if (text.length > 0)
        markdown_format(out, "%s.\n\n", text.data);
    buf_release(&text);
}

static void write_scenario(const struct review *review, int32_t scenario_ix, struct buf *out)
{
    struct buf text;
    buf_init(&text);
    review_say_scenario(review, scenario_ix, &text);
    markdown_format(out, "### %s\n\n", text.data);
    buf_clear(&text);
    review_say_answer(review, scenario_ix, &text);
    markdown_format(out, "%s\n\n", text.data);
    buf_clear(&text);
    review_say_second(review, scenario_ix, &text);
    markdown_format(out, "%s\n\n", text.data);
    buf_release(&text);
    write_tiers(review, &review->result->scenarios[scenario_ix], out);
    wiki_write_giving_way(review, scenario_ix, out);
    write_board(review, scenario_ix, out);
    write_overload(&review->result->scenarios[scenario_ix], out);
    write_unreserved(review, scenario_ix, out);
    write_figures(review, FIGURE_BEFORE_AFTER, scenario_ix, out);
    write_figures(review, FIGURE_TARGETS, scenario_ix, out);
    write_figures(review, FIGURE_HOLES, scenario_ix, out);
}

static void write_scenarios(const struct review *review, struct buf *out)
{
    const struct result *result = review->result;
    int32_t written = 0;
    buf_add_text(out, "## Scenarios\n\n");
    for (int32_t s = 0; s < result->scenario_count; s++) {
        bool is_worth =
            result->scenario_count <= WIKI_SCENARIOS_MAX || review_worst(review, s) < VERDICT_FITS;
        if (!is_worth || written == WIKI_SCENARIOS_MAX)
            continue;
        write_scenario(review, s, out);
        written++;
    }
    if (written < result->scenario_count)
        buf_format(out, "%d more scenarios are in the page.\n\n",
                   (int)(result->scenario_count - written));
}

static void write_items(const struct review *review, const char *title,
                        bool (*say_one)(const struct review *review, int32_t index,
                                        struct buf *out),
                        struct buf *out)
{
    struct buf text;
    buf_init(&text);
    buf_format(out, "## %s\n\n", title);
    for (int32_t i = 0; say_one(review, i, &text); i++) {
        markdown_format(out, "- %s\n", text.data);
        buf_clear(&text);
    }
    buf_add_char(out, '\n');
    buf_release(&text);
}

static void write_snapshots(const struct review *review, struct buf *out)
{
    char as_of[DATE_SIZE];
    if (review->result->member_count == 0)
        return;
    date_format(review->options.as_of_s, as_of);
    buf_format(out,
               "## Snapshots, as of %.10s\n\n| Cluster | Taken | Age |\n| --- | --- | ---: |\n",
               as_of);
    for (int32_t i = 0; i < review->result->member_count; i++) {
        const struct result_member *member = &review->result->members[i];
        int64_t days;
        markdown_format(out, "| %s | %s%s | ", member->cluster,
                        member->captured[0] ? member->captured : "not dated",
                        member->is_partial ? ", partial" : "");
        if (!review_age_days(review, member, &days))
            buf_add_text(out, member->captured[0] ? "in the future |\n" : "unknown |\n");
        else
            buf_format(out, "%" PRId64 " day%s%s |\n", days, days == 1 ? "" : "s",
                       review_is_stale(review, member) ? ", older than the limit" : "");
    }
    buf_add_char(out, '\n');
}

static void write_findings(const struct review *review, struct buf *out)
{
    const struct result *result = review->result;
    if (result->finding_count == 0)
        return;
    buf_add_text(out, "## Lint findings\n\n| Severity | Code | Times | First |\n"
                      "| --- | --- | ---: | --- |\n");
    for (int32_t i = 0; i < result->finding_count; i++) {
        const struct result_finding *group = &result->findings[i];
        const char *where = group->where_count > 0 ? group->where[0] : "";
        markdown_format(out, "| %s | %s | ", group->severity, group->code);
        buf_format(out, "%" PRId64 " | ", group->count);
        markdown_format(out, "%s%s%s |\n", where, where[0] ? ": " : "", group->text);
    }
    buf_add_char(out, '\n');
}

void wiki_write(const struct review *review, struct buf *out)
{
    write_sentence(review, review_say_verdict, "**", "**\n\n", out);
    write_title(review, out);
    write_sentence(review, review_say_scope, "", " ", out);
    write_sentence(review, review_say_proof, "", "\n\n", out);
    write_at_risk(review, out);
    write_figures(review, FIGURE_MATRIX, -1, out);
    write_figures(review, FIGURE_TREND, -1, out);
    write_figures(review, FIGURE_TARGETS, -1, out);
    write_scenarios(review, out);
    write_items(review, "What was assumed", review_say_assumed, out);
    write_items(review, "What is not modelled", review_say_not_modelled, out);
    write_snapshots(review, out);
    write_findings(review, out);
    markdown_format(out, "Estate digest `%s`, muster %s.", review->result->estate_digest,
                    review->result->version);
    buf_add_text(out, " Check it again: `muster verify ESTATE RESULT.json`\n");
}
