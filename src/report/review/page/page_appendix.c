/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The appendix: the estate by cluster, lint findings, options, digest, how to verify, certificates.
 */
#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "base/date.h"
#include "report/finding_codes.h"
#include "report/line.h"
#include "report/review/markup.h"
#include "report/review/page/page.h"

static int64_t allocatable_of(const struct result_member *member, const char *resource)
{
    for (int32_t i = 0; i < member->allocatable_count; i++)
        if (!strcmp(member->allocatable[i].resource, resource))
            return member->allocatable[i].amount;
    return 0;
}

static void tier_cells(const struct page *page, const struct result_member *member)
{
    buf_add_text(page->out, "<td>");
    for (int32_t i = 0; i < member->tier_count; i++)
        buf_format(page->out, "%sT%" PRId64 ": %" PRId64, i > 0 ? ", " : "", member->tiers[i].tier,
                   member->tiers[i].stacks);
    if (member->platform_stacks > 0)
        buf_format(page->out, "%splatform: %" PRId64, member->tier_count > 0 ? ", " : "",
                   member->platform_stacks);
}

static void snapshot_cells(const struct page *page, const struct result_member *member)
{
    int64_t days;
    html_format(page->out, "<td class=nw>%s%s",
                member->captured[0] ? member->captured : "not dated",
                member->is_partial ? ", partial" : "");
    if (!review_age_days(page->review, member, &days))
        page_number_cell(page->out, member->captured[0] ? "in the future" : "—");
    else
        buf_format(page->out,
                   review_is_stale(page->review, member) ? "<td class=\"n red\">%" PRId64
                                                           " day%s, old"
                                                         : "<td class=n>%" PRId64 " day%s",
                   days, days == 1 ? "" : "s");
}

static void write_estate(const struct page *page)
{
    static const char *const heads[] = {"Cluster",        "Orchestrator", "Role",
                                        "#Nodes",         "#CPU cores",   "#Memory GiB",
                                        "Stacks by tier", "Snapshot",     "#Age"};
    const struct result *result = page->review->result;
    char as_of[DATE_SIZE];
    date_format(page->review->options.as_of_s, as_of);
    buf_add_text(page->out, "<h3>Estate by cluster</h3>\n");
    if (result->member_count == 0) {
        buf_add_text(page->out, "<p>The result does not list the clusters: it was written by an "
                                "earlier version.\n");
        return;
    }
    html_format(page->out, "<table><caption>Before any loss; ages as of %s</caption>\n", as_of);
    page_heads(page->out, heads, 9);
    for (int32_t i = 0; i < result->member_count; i++) {
        const struct result_member *member = &result->members[i];
        html_format(page->out, "<tr><th scope=row>%s<td>%s<td>%s", member->cluster,
                    member->orchestrator, member->role);
        page_count_cell(page->out, member->nodes);
        page_amount_cell(page->out, "milli", true, allocatable_of(member, "cpu"));
        page_amount_cell(page->out, "bytes", true, allocatable_of(member, "memory"));
        tier_cells(page, member);
        snapshot_cells(page, member);
        buf_add_char(page->out, '\n');
    }
    buf_add_text(page->out, "</table>\n");
}

static void finding_row(const struct page *page, const struct result_finding *group)
{
    const struct finding_code *code = finding_code_find(group->code);
    struct buf *out = page->out;
    html_format(out, "<tr><td>%s<th scope=row>", group->severity);
    page_name(out, group->code);
    page_count_cell(out, group->count);
    buf_add_text(out, "<td>");
    for (int32_t i = 0; i < group->where_count; i++)
        html_format(out, "%s%s", i > 0 ? ", " : "",
                    group->where[i][0] ? group->where[i] : "the estate");
    if (group->count > group->where_count)
        buf_format(out, " and %" PRId64 " more", group->count - group->where_count);
    page_text_cell(out, group->count > 1 && code ? code->title : group->text);
    buf_add_char(out, '\n');
}

static void write_findings(const struct page *page)
{
    static const char *const heads[] = {"Severity", "Code", "#Times", "Where", "What"};
    const struct result *result = page->review->result;
    buf_add_text(page->out, "<h3 id=lint>Lint findings</h3>\n");
    if (!result->has_findings) {
        buf_add_text(page->out, "<p>The result does not say: it was written by an earlier version. "
                                "<code>muster check ESTATE</code> lists them.\n");
        return;
    }
    if (result->finding_count == 0) {
        buf_add_text(page->out, "<p>Nothing is odd about the estate.\n");
        return;
    }
    buf_add_text(page->out, "<table><caption>What is odd about the estate before any loss, most "
                            "severe first; ages of snapshots are above</caption>\n");
    page_heads(page->out, heads, 5);
    for (int32_t i = 0; i < result->finding_count; i++)
        finding_row(page, &result->findings[i]);
    buf_add_text(page->out,
                 "</table>\n<p class=note><code>muster check ESTATE -v</code> lists each, "
                 "<code>muster explain CODE</code> says what a code means and what to do.\n");
}

static void write_options(const struct page *page)
{
    const struct result *result = page->review->result;
    buf_add_text(page->out, "<h3>Options</h3>\n<table class=short><caption>What the answer depends "
                            "on</caption>\n<tbody>\n");
    for (int32_t i = 0; i < result->option_count; i++)
        html_format(page->out, "<tr><th scope=row>%s<td>%s\n", result->options[i].key,
                    result->options[i].value);
    for (int32_t i = 0; i < result->headroom_count; i++)
        html_format(page->out, "<tr><th scope=row>headroom of %s<td>%s\n", result->headroom[i].key,
                    result->headroom[i].value);
    html_format(page->out, "<tr><th scope=row>critical<td>tier %d%s\n", (int)result->critical_tier,
                result->critical_tier > 0 ? " and below" : "");
    buf_add_text(page->out, "</table>\n");
}

static void write_verify(const struct page *page)
{
    const struct result *result = page->review->result;
    html_format(
        page->out,
        "<h3>How to check this</h3>\n<p>Estate <strong>%s</strong>, digest of its facts:\n"
        "<pre>%s</pre>\n<p>Every plan and bound can be checked again from the estate alone, "
        "in exact integers:\n<pre>muster verify ESTATE RESULT.json</pre>\n"
        "<p>RESULT.json is the file this report was made of, ESTATE the folder with its "
        "muster.yaml: verify refuses another one.\n",
        result->estate_name, result->estate_digest);
    html_format(page->out, "<p>Computed by muster %s", result->version);
    if (result->has_run)
        html_format(page->out, ", run of %s", result->started);
    buf_add_text(page->out, ".\n");
}

static void certificate_row(const struct page *page, const struct result_scenario *scenario)
{
    const struct result_answer *answer = &scenario->as_is;
    const struct certificate *proof = &answer->certificate;
    int64_t certified = 0, nodes = 0, entries = 0, refusals = 0, backed = 0;
    for (int32_t i = 0; i < answer->tier_count; i++)
        certified += answer->tiers[i].is_certified;
    for (int32_t i = 0; i < proof->tier_count; i++)
        nodes += proof->tiers[i].tree.node_count;
    for (int32_t i = 0; i < proof->never_count; i++)
        nodes += proof->nevers[i].tree.node_count;
    for (int32_t i = 0; i < answer->stack_count; i++) {
        const struct result_stack *stack = &answer->stacks[i];
        bool is_refusal =
            stack->verdict == VERDICT_DOES_NOT_FIT || stack->verdict == VERDICT_BLOCKED;
        entries += stack->plan_count;
        refusals += is_refusal;
        backed += is_refusal && stack->is_certified;
    }
    html_format(page->out, "<tr><th scope=row>%s<td>%s", scenario->name,
                result_status_name(answer->status));
    buf_format(page->out, "<td class=n>%" PRId64 " of %d", certified, (int)answer->tier_count);
    page_count_cell(page->out, proof->cut_count);
    page_count_cell(page->out, proof->leaf_count);
    page_count_cell(page->out, nodes);
    buf_format(page->out, "<td class=n>%" PRId64 " of %" PRId64, backed, refusals);
    page_count_cell(page->out, entries);
    page_count_cell(page->out, answer->work);
    buf_add_char(page->out, '\n');
}

static void write_certificates(const struct page *page)
{
    static const char *const heads[] = {"Scenario",
                                        "Status",
                                        "#Tiers certified",
                                        "#Cuts",
                                        "#Multiplier sets",
                                        "#Tree nodes",
                                        "#Refusals certified",
                                        "#Plan entries",
                                        "#Work"};
    buf_add_text(page->out,
                 "<h3>Certificates</h3>\n<table><caption>What backs the answers; what is "
                 "not certified rests on the solver's search</caption>\n");
    page_heads(page->out, heads, 9);
    for (int32_t s = 0; s < page->review->result->scenario_count; s++)
        if (page->has_section[s])
            certificate_row(page, &page->review->result->scenarios[s]);
    buf_add_text(page->out, "</table>\n");
}

void page_appendix(const struct page *page)
{
    write_estate(page);
    write_findings(page);
    write_options(page);
    write_certificates(page);
    write_verify(page);
}
