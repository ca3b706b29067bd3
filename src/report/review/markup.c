/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/review/markup.h"

#include <assert.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"

#define REPLACEMENT "\xEF\xBF\xBD"

/* The entity of a character that HTML gives a meaning; NULL = none. */
static const char *entity_of(char c)
{
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return NULL;
    }
}

void html_text(struct buf *out, const char *text)
{
    size_t n = strlen(text);
    for (size_t i = 0; i < n;) {
        bool is_safe;
        size_t step = text_step(text + i, n - i, &is_safe);
        const char *entity = is_safe ? entity_of(text[i]) : REPLACEMENT;
        if (entity)
            buf_add_text(out, entity);
        else
            buf_add(out, text + i, step);
        i += step;
    }
}

/* A mail address becomes a link wherever an @ stands in a run of text, escaped or not: a comment
 * ends the run. A backslash takes the meaning of the others, "://" and "www." among them. */
void markdown_text(struct buf *out, const char *text)
{
    size_t n = strlen(text);
    for (size_t i = 0; i < n;) {
        bool is_safe;
        size_t step = text_step(text + i, n - i, &is_safe);
        if (!is_safe) {
            buf_add_text(out, REPLACEMENT);
        } else if (text[i] == '@') {
            buf_add_text(out, "@<!-- -->");
        } else {
            bool is_url = text[i] == ':' && text[i + 1] == '/';
            bool is_www = text[i] == '.' && i >= 3 && (text[i - 1] == 'w' || text[i - 1] == 'W');
            if (is_url || is_www || strchr("\\`*_{}[]<>|~&#$", text[i]))
                buf_add_char(out, '\\');
            buf_add(out, text + i, step);
        }
        i += step;
    }
}

static void format_with(void (*put)(struct buf *out, const char *text), struct buf *out,
                        const char *format, va_list args)
{
    for (const char *c = format; *c; c++) {
        if (*c != '%') {
            buf_add_char(out, *c);
            continue;
        }
        switch (*++c) {
        case 's': put(out, va_arg(args, const char *)); break;
        case 'd': buf_format(out, "%d", va_arg(args, int)); break;
        default: assert(*c == '%'); buf_add_char(out, '%');
        }
    }
}

void html_format(struct buf *out, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    format_with(html_text, out, format, args);
    va_end(args);
}

void markdown_format(struct buf *out, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    format_with(markdown_text, out, format, args);
    va_end(args);
}
