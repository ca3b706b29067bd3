/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/output.h"
#include "import/import.h"
#include "report/findings.h"
#include "study/review.h"

static void render(const struct cli_options *options, const struct findings *findings,
                   struct buf *out)
{
    struct findings_options table = {.width = output_table_width(options),
                                     .is_wide = output_is_wide(options),
                                     .is_whole =
                                         options->is_verbose || options->format == FORMAT_WIDE,
                                     .is_colored = output_is_colored(options)};
    switch (options->format) {
    case FORMAT_JSON: findings_write_json(findings, PACKAGE_VERSION, out); return;
    case FORMAT_CSV: findings_write_csv(findings, out); return;
    case FORMAT_MARKDOWN:
    case FORMAT_JUNIT:
    case FORMAT_TABLE:
    case FORMAT_WIDE: break;
    }
    findings_write_table(findings, &table, out);
}

static int run(const struct cli_options *options, const struct estate *estate)
{
    struct buf text;
    struct error error = {0};
    int64_t now_s = options->has_as_of ? options->as_of_s : date_now();
    int32_t more_count = 0;
    const struct finding *more = review_rules(estate, options->arena, &more_count);
    struct findings findings = findings_collect(estate, more, more_count, now_s, options->arena);
    int status = EXIT_OK;
    for (int severity = (int)options->fail_on; severity <= SEVERITY_ERROR; severity++)
        if (findings.by_severity[severity] > 0)
            status = EXIT_BAD;
    buf_init(&text);
    render(options, &findings, &text);
    if (!output_write(options, &text, &error))
        status = fail(&error);
    buf_release(&text);
    return status;
}

int cmd_check(const struct cli_options *options)
{
    return with_estate(options, run);
}
