/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/whatif/whatif_markup.h"

#include <string.h>

#include "base/buf.h"
#include "base/text.h"

enum { TEXT_SIZE = 8192 };

void markdown_code(struct buf *out, const char *text)
{
    char safe[TEXT_SIZE];
    size_t longest = 0, run = 0;
    text_make_safe(text, safe, sizeof safe);
    for (const char *c = safe; *c; c++) {
        run = *c == '`' ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    for (size_t i = 0; i <= longest; i++)
        buf_add_char(out, '`');
    if (longest > 0)
        buf_add_char(out, ' ');
    for (const char *c = safe; *c; c++) {
        if (*c == '|')
            buf_add_char(out, '\\');
        buf_add_char(out, *c);
    }
    if (longest > 0)
        buf_add_char(out, ' ');
    for (size_t i = 0; i <= longest; i++)
        buf_add_char(out, '`');
}

void xml_text(struct buf *out, const char *text)
{
    char safe[TEXT_SIZE];
    text_make_safe(text, safe, sizeof safe);
    for (const char *c = safe; *c; c++)
        switch (*c) {
        case '&': buf_add_text(out, "&amp;"); break;
        case '<': buf_add_text(out, "&lt;"); break;
        case '>': buf_add_text(out, "&gt;"); break;
        case '"': buf_add_text(out, "&quot;"); break;
        case '\'': buf_add_text(out, "&#39;"); break;
        default: buf_add_char(out, *c); break;
        }
}
