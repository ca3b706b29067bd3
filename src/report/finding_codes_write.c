/* SPDX-License-Identifier: GPL-3.0-or-later */
/* finding_codes: look-up and output. */
#include <string.h>

#include "base/buf.h"
#include "document/json_writer.h"
#include "estate/finding.h"
#include "report/finding_codes.h"
#include "report/line.h"

enum { SEVERITY_AT = 0, CODE_AT = 10 };

const struct finding_code *finding_code_find(const char *code)
{
    for (size_t i = 0; i < finding_code_count; i++)
        if (strcmp(finding_codes[i].code, code) == 0)
            return &finding_codes[i];
    return NULL;
}

static void write_head(struct line *line, const struct finding_code *code, size_t title_at,
                       size_t width)
{
    const char *sgr = code->severity == SEVERITY_ERROR     ? SGR_BAD
                      : code->severity == SEVERITY_WARNING ? SGR_WARN
                                                           : SGR_PLAIN;
    line_left(line, SEVERITY_AT, CODE_AT - 2, sgr, severity_name(code->severity));
    line_left(line, CODE_AT, 40, SGR_PLAIN, code->code);
    if (title_at > 0)
        line_wrapped(line, title_at, width, code->title);
    line_end(line);
}

void finding_codes_write_table(size_t width, bool is_colored, struct buf *out)
{
    struct line line;
    size_t longest = 0;
    for (size_t i = 0; i < finding_code_count; i++) {
        size_t n = strlen(finding_codes[i].code);
        longest = n > longest ? n : longest;
    }
    line_init(&line, out, is_colored);
    line_left(&line, SEVERITY_AT, 8, SGR_BOLD, "SEVERITY");
    line_left(&line, CODE_AT, 4, SGR_BOLD, "CODE");
    line_left(&line, CODE_AT + longest + 2, 7, SGR_BOLD, "MEANING");
    line_end(&line);
    for (size_t i = 0; i < finding_code_count; i++)
        write_head(&line, &finding_codes[i], CODE_AT + longest + 2, width);
}

void finding_code_write(const struct finding_code *code, size_t width, bool is_colored,
                        struct buf *out)
{
    struct line line;
    line_init(&line, out, is_colored);
    write_head(&line, code, 0, width);
    line_wrapped(&line, 0, width, code->title);
    line_end(&line);
    line_end(&line);
    line_wrapped(&line, 0, width, code->text);
    line_end(&line);
}

static void write_json(struct json_writer *json, const struct finding_code *code)
{
    json_object(json, false);
    json_member_string(json, "code", code->code);
    json_member_string(json, "severity", severity_name(code->severity));
    json_member_string(json, "title", code->title);
    json_member_string(json, "text", code->text);
    json_end(json);
}

void finding_codes_write_json(const struct finding_code *one, const char *version, struct buf *out)
{
    struct json_writer json;
    json_init(&json, out);
    json_object(&json, false);
    json_member_string(&json, "muster", version);
    json_member_integer(&json, "schema", 1);
    json_member_string(&json, "kind", "codes");
    json_key(&json, "codes");
    json_list(&json, false);
    for (size_t i = 0; i < finding_code_count; i++)
        if (one == NULL || one == &finding_codes[i])
            write_json(&json, &finding_codes[i]);
    json_end(&json);
    json_end(&json);
    buf_add_char(out, '\n');
}
