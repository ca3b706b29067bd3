/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/buf.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/output.h"
#include "report/finding_codes.h"

enum { CODES_MAX = 128 };

static int unknown_code(const char *word)
{
    const char *names[CODES_MAX];
    size_t count = 0;
    struct error error = {0};
    for (size_t i = 0; i < finding_code_count && count < CODES_MAX; i++)
        names[count++] = finding_codes[i].code;
    const char *nearest = text_nearest(word, names, count);
    if (nearest)
        error_set(&error, ERROR_USAGE,
                  "unknown code of a finding: found \"%.80s\"; the nearest known one is %s", word,
                  nearest);
    else
        error_set(&error, ERROR_USAGE,
                  "unknown code of a finding: found \"%.80s\"; muster explain lists them", word);
    return fail(&error);
}

int cmd_explain(const struct cli_options *options)
{
    const struct finding_code *one = NULL;
    size_t width = output_table_width(options);
    struct buf text;
    struct error error = {0};
    int status = EXIT_OK;
    if (options->operands[0]) {
        one = finding_code_find(options->operands[0]);
        if (!one)
            return unknown_code(options->operands[0]);
    }
    buf_init(&text);
    if (options->format == FORMAT_JSON)
        finding_codes_write_json(one, PACKAGE_VERSION, &text);
    else if (one)
        finding_code_write(one, width, output_is_colored(options), &text);
    else
        finding_codes_write_table(width, output_is_colored(options), &text);
    if (!output_write(options, &text, &error))
        status = fail(&error);
    buf_release(&text);
    return status;
}
