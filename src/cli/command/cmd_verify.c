/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/output.h"
#include "document/document.h"
#include "document/json_writer.h"
#include "estate/estate.h"
#include "result/check/result_check.h"
#include "result/result_json.h"

/* What this check and the solver have in common, and what they do not. */
#define SHARED \
    "the import, the estate, also as an answer leaves it, the rule data (not their evaluation), " \
    "the scenario words"
#define OWN \
    "who is displaced, room and headroom, rules, caps, requirements, bounds, cuts, trees, " \
    "impossibility, sums, burst tolerance, cascades, what unreserved replicas may use, one more " \
    "node lost"
/* Parts of a result that carry no verdict and are taken as they are. */
#define UNCHECKED \
    "fits_alone, the sentences of why and which rule excludes which node, by: scheduler beyond " \
    "priorities, policies and room, margin, what ends a growth, fewest, team, demand, clusters, " \
    "work, run"

static const char *verdict_of(const struct verify_report *report)
{
    return report->refuted > 0 ? "refuted" : report->uncertified > 0 ? "uncertified" : "holds";
}

static void write_json(const struct estate *estate, const struct result *result,
                       const struct verify_report *report, struct buf *out)
{
    struct json_writer json;
    int32_t shown = report->refuted < REFUTATION_MAX ? report->refuted : REFUTATION_MAX;
    json_init(&json, out);
    json_object(&json, false);
    json_member_string(&json, "muster", PACKAGE_VERSION);
    json_member_integer(&json, "schema", 1);
    json_member_string(&json, "kind", "verification");
    json_key(&json, "estate");
    json_object(&json, true);
    json_member_string(&json, "name", estate->name);
    json_member_string(&json, "digest", estate->digest);
    json_end(&json);
    json_member_integer(&json, "scenarios", result->scenario_count);
    json_member_integer(&json, "claims", report->claims);
    json_member_integer(&json, "refuted", report->refuted);
    json_member_integer(&json, "uncertified", report->uncertified);
    json_member_string(&json, "verdict", verdict_of(report));
    json_key(&json, "refutations");
    json_list(&json, false);
    for (int32_t i = 0; i < shown; i++)
        json_string(&json, report->texts[i]);
    json_end(&json);
    json_member_string(&json, "shared_with_solver", SHARED);
    json_member_string(&json, "not_shared", OWN);
    json_member_string(&json, "not_checked", UNCHECKED);
    json_end(&json);
    buf_add_char(out, '\n');
}

static void write_line(struct buf *out, const char *before, const char *text)
{
    char safe[4096];
    text_make_safe(text, safe, sizeof safe);
    buf_format(out, "%s%s\n", before, safe);
}

static void write_table(const struct estate *estate, const struct result *result,
                        const struct verify_report *report, struct buf *out)
{
    int32_t shown = report->refuted < REFUTATION_MAX ? report->refuted : REFUTATION_MAX;
    write_line(out, "estate ", estate->name);
    buf_format(out, "scenarios    %d\nclaims       %d\nrefuted      %d\nuncertified  %d\n\n",
               (int)result->scenario_count, (int)report->claims, (int)report->refuted,
               (int)report->uncertified);
    for (int32_t i = 0; i < shown; i++)
        write_line(out, "- ", report->texts[i]);
    if (report->refuted > shown)
        buf_format(out, "... and %d more\n", (int)(report->refuted - shown));
    if (report->note)
        write_line(out, "note: ", report->note);
    if (shown > 0 || report->note)
        buf_add_char(out, '\n');
    buf_add_text(
        out, "Shared with the solver: the import, the estate, also as an answer leaves it, the\n"
             "rule data (not their evaluation), the scenario words. Worked out again from the\n"
             "estate: who is displaced, room and headroom, rules, caps, requirements, bounds\n"
             "and the cuts and trees behind them, impossibility, sums, burst tolerance,\n"
             "cascades, what unreserved replicas may use, one more node lost, whom the\n"
             "scheduler evicts. All in exact integers. Not checked: fits_alone, sentences of\n"
             "why and which rule excludes which node, margin, what ends a growth, fewest, team,\n"
             "demand, clusters, work, run.\n\n");
    if (report->refuted > 0)
        buf_format(out, "REFUTED: %d of %d claims do not hold\n", (int)report->refuted,
                   (int)report->claims);
    else if (report->uncertified > 0)
        buf_format(out, "NOT REFUTED: %d of %d claims have no certificate, the rest hold\n",
                   (int)report->uncertified, (int)report->claims);
    else
        buf_format(out, "ALL CLAIMS HOLD: %d of %d\n", (int)report->claims, (int)report->claims);
}

static int answer(const struct cli_options *options, const struct estate *estate,
                  const struct result *result, const struct verify_report *report)
{
    struct buf text;
    struct error error = {0};
    int status = report->refuted > 0                             ? EXIT_BAD
                 : report->uncertified > 0 && options->is_strict ? EXIT_INCONCLUSIVE
                                                                 : EXIT_OK;
    buf_init(&text);
    if (options->format == FORMAT_JSON)
        write_json(estate, result, report, &text);
    else
        write_table(estate, result, report, &text);
    if (!output_write(options, &text, &error))
        status = fail(&error);
    buf_release(&text);
    return status;
}

static int run(const struct cli_options *options, const struct estate *estate)
{
    struct error error = {0};
    struct result result;
    struct verify_report report = {0};
    const char *path = options->operands[1];
    struct document *document = document_read_parts(path, result_json_parts(), &error);
    if (!document)
        return fail(&error);
    bool is_read = result_json_read(document, options->arena, &result, &error);
    document_free(document);
    if (is_read && !result_check(estate, &result, options->arena, &report, &error)) {
        error_at(&error, strcmp(path, "-") == 0 ? "standard input" : path, 0, 0);
        is_read = false;
    }
    return is_read ? answer(options, estate, &result, &report) : fail(&error);
}

int cmd_verify(const struct cli_options *options)
{
    return with_estate(options, run);
}
