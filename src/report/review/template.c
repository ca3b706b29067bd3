/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/review/template.h"

#include <string.h>

#include "base/buf.h"
#include "base/error.h"

static const struct buf *find(const struct template_value *values, size_t count, const char *name,
                              size_t n)
{
    for (size_t i = 0; i < count; i++)
        if (strlen(values[i].name) == n && !memcmp(values[i].name, name, n))
            return values[i].text;
    return NULL;
}

static bool unknown(const char *text, const char *file, const char *at, size_t n,
                    struct error *reterr)
{
    long line = 1;
    for (const char *c = text; c < at; c++)
        line += *c == '\n';
    error_set(reterr, ERROR_INPUT,
              "unknown place in a template: found {{%.*s}}; expected one that the installed "
              "template has",
              (int)(n < 80 ? n : 80), at);
    if (reterr)
        error_at(reterr, file, line, 0);
    return false;
}

bool template_fill(const char *text, const char *file, const struct template_value *values,
                   size_t count, struct buf *out, struct error *reterr)
{
    const char *from = text;
    for (;;) {
        const char *open = strstr(from, "{{");
        const char *close = open ? strstr(open, "}}") : NULL;
        if (!close)
            break;
        size_t n = (size_t)(close - open) - 2;
        const struct buf *value = find(values, count, open + 2, n);
        if (!value)
            return unknown(text, file, open + 2, n, reterr);
        buf_add(out, from, (size_t)(open - from));
        buf_add(out, value->data, value->length);
        from = close + 2;
    }
    buf_add_text(out, from);
    return true;
}
