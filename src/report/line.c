/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/line.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"

enum { TEXT_SIZE = 4096 };

void line_init(struct line *line, struct buf *out, bool is_colored)
{
    *line = (struct line){out, is_colored, 0};
}

/* Safe text of at most width columns. */
static void elide(const char *text, size_t width, char out[TEXT_SIZE])
{
    text_make_safe(text, out, TEXT_SIZE - 1);
    if (text_columns(out) <= width)
        return;
    size_t n = strlen(out);
    while (n > 0) {
        do
            n--;
        while (n > 0 && ((unsigned char)out[n] & 0xc0) == 0x80);
        out[n] = '\0';
        if (text_columns(out) + 1 <= width)
            break;
    }
    if (width > 0)
        memcpy(out + n, "~", 2);
}

size_t line_measure(const char *text, size_t width)
{
    char safe[TEXT_SIZE];
    text_make_safe(text, safe, sizeof safe);
    size_t columns = text_columns(safe);
    return columns < width ? columns : width;
}

void line_add(struct line *line, const char *sgr, const char *text)
{
    if (line->is_colored && sgr[0])
        buf_format(line->out, "\x1b[%sm%s\x1b[0m", sgr, text);
    else
        buf_add_text(line->out, text);
    line->column += text_columns(text);
}

static void move_to(struct line *line, size_t column)
{
    for (; line->column < column; line->column++)
        buf_add_char(line->out, ' ');
}

void line_left(struct line *line, size_t start, size_t width, const char *sgr, const char *text)
{
    char cell[TEXT_SIZE];
    elide(text, width, cell);
    if (!cell[0])
        return;
    move_to(line, start);
    line_add(line, sgr, cell);
}

void line_right(struct line *line, size_t end, const char *sgr, const char *text)
{
    char cell[TEXT_SIZE];
    elide(text, TEXT_SIZE, cell);
    size_t columns = text_columns(cell);
    move_to(line, columns < end ? end - columns : 0);
    line_add(line, sgr, cell);
}

void line_end(struct line *line)
{
    buf_add_char(line->out, '\n');
    line->column = 0;
}

void number_grouped(int64_t value, char out[NUMBER_SIZE])
{
    char digits[NUMBER_SIZE];
    uint64_t size = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    int n = snprintf(digits, sizeof digits, "%" PRIu64, size);
    size_t used = 0;
    if (value < 0)
        out[used++] = '-';
    for (int i = 0; i < n; i++) {
        if (i > 0 && (n - i) % 3 == 0)
            out[used++] = ',';
        out[used++] = digits[i];
    }
    out[used] = '\0';
}

void number_count(int64_t value, char out[NUMBER_SIZE])
{
    if (value == 0)
        memcpy(out, ".", 2);
    else
        number_grouped(value, out);
}

int64_t number_percent_up(int64_t part, int64_t whole)
{
    return (int64_t)(((__int128)part * 100 + whole - 1) / whole);
}

void number_amount(const char *unit, int64_t amount, bool has_decimal, char out[NUMBER_SIZE])
{
    int64_t one = !strcmp(unit, "milli") ? 1000 : !strcmp(unit, "bytes") ? INT64_C(1) << 30 : 1;
    bool is_decimal = has_decimal && one > 1;
    int64_t tenth = (int64_t)((__int128)(amount % one) * 10 / one);
    if (amount > 0 && amount < one && (!is_decimal || tenth == 0)) {
        snprintf(out, NUMBER_SIZE, "%s", is_decimal ? "<0.1" : "<1");
        return;
    }
    number_grouped(amount / one, out);
    size_t n = strlen(out);
    if (is_decimal)
        snprintf(out + n, NUMBER_SIZE - n, ".%d", (int)tenth);
}

const char *number_unit(const char *unit)
{
    return !strcmp(unit, "milli") ? "cores" : !strcmp(unit, "bytes") ? "GiB" : "";
}

void line_wrapped(struct line *line, size_t at, size_t edge, const char *text)
{
    char part[1024];
    size_t width = edge > at + 20 ? edge - at : 20;
    width = width < sizeof part ? width : sizeof part - 1;
    while (*text) {
        size_t n = 0, words = 0;
        while (text[n]) { /* add words as long as they fit */
            size_t next = n + strspn(text + n, " ");
            next += strcspn(text + next, " ");
            if (words > 0 && next > width)
                break;
            n = next;
            words++;
        }
        size_t kept = n < sizeof part ? n : sizeof part - 1;
        memcpy(part, text, kept);
        part[kept] = '\0';
        line_left(line, at, width, SGR_PLAIN, part);
        text += n + strspn(text + n, " ");
        if (*text)
            line_end(line);
    }
}
