/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gnuplot's SVG, cleaned: one pass that reads tags. What is kept is `g`, `text`, `tspan`,
 * `polygon`, `path`, `use` and the markers that are used; all else of the head goes (the
 * description holds gnuplot's patch level, titles show as tooltips, filters serve no one).
 */
#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "report/plots/plot.h"

#define FONTS "DejaVu Sans, Verdana, Segoe UI, Arial, sans-serif"

struct cleaner {
    const char *raw, *name;
    struct buf *out;
    unsigned used_marks; /* bit i: marker gpPti is drawn */
};

static bool starts(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static void add_escaped(struct buf *out, const char *text)
{
    for (; *text; text++)
        switch (*text) {
        case '&': buf_add_text(out, "&amp;"); break;
        case '<': buf_add_text(out, "&lt;"); break;
        case '>': buf_add_text(out, "&gt;"); break;
        case '"': buf_add_text(out, "&quot;"); break;
        case '\'': buf_add_text(out, "&#39;"); break;
        default: buf_add_char(out, *text);
        }
}

/* "rgb( 22,  32,  43)" to "#16202b"; false when it is not that. */
static bool add_colour(struct buf *out, const char *value, size_t n)
{
    unsigned part[3];
    const char *end = value + n;
    if (n < 4 || !starts(value, "rgb("))
        return false;
    value += 4;
    for (int i = 0; i < 3; i++) {
        part[i] = 0;
        value += strspn(value, " ,");
        for (; value < end && isdigit((unsigned char)*value); value++)
            part[i] = part[i] * 10 + (unsigned)(*value - '0');
        if (part[i] > 255)
            return false;
    }
    buf_format(out, "#%02x%02x%02x", part[0], part[1], part[2]);
    return true;
}

static bool is_named(const char *name, size_t n, const char *is)
{
    return strlen(is) == n && memcmp(name, is, n) == 0;
}

static void add_attribute(struct cleaner *c, const char *name, size_t name_size, const char *value,
                          size_t size)
{
    struct buf *out = c->out;
    if (is_named(name, name_size, "font-family")) {
        if (size >= 5 && memcmp(value + size - 5, ":Bold", 5) == 0)
            buf_add_text(out, " font-weight=\"bold\"");
        return;
    }
    bool is_href = is_named(name, name_size, "xlink:href") || is_named(name, name_size, "href");
    buf_add_char(out, ' ');
    if (is_href)
        buf_add_text(out, "href");
    else
        buf_add(out, name, name_size);
    buf_add_text(out, "=\"");
    if (is_href && value[0] == '#') {
        buf_format(out, "#%s-", c->name);
        buf_add(out, value + 1, size - 1);
    } else if (is_named(name, name_size, "id")) {
        buf_format(out, "%s-", c->name);
        buf_add(out, value, size);
    } else if (!add_colour(out, value, size)) {
        while (size > 0 && value[size - 1] == ' ')
            size--;
        buf_add(out, value, size);
    }
    buf_add_char(out, '"');
}

/* A tag from `<` to its `>`, with attributes rewritten; returns what follows, NULL when it does not
 * end. */
static const char *add_tag(struct cleaner *c, const char *tag)
{
    const char *s = tag + 1 + (tag[1] == '/');
    s += strcspn(s, " \t\n/>");
    buf_add(c->out, tag, (size_t)(s - tag));
    bool is_text = starts(tag, "<g transform=") && strstr(tag, "font-family") &&
                   strstr(tag, "font-family") < strchr(tag, '>');
    if (is_text) /* a style sheet maps the colour of texts and of marks apart */
        buf_add_text(c->out, " class=\"f\"");
    for (;;) {
        s += strspn(s, " \t\n");
        if (*s == '>' || *s == '/' || *s == '\0')
            break;
        size_t name_size = strcspn(s, " =\t\n>");
        const char *value = s + name_size;
        value += strspn(value, " =\t\n");
        char quote = *value;
        if (quote != '\'' && quote != '"')
            return NULL;
        const char *end = strchr(++value, quote);
        if (!end)
            return NULL;
        add_attribute(c, s, name_size, value, (size_t)(end - value));
        s = end + 1;
    }
    if (*s == '/')
        buf_add_char(c->out, *s++);
    if (*s != '>')
        return NULL;
    buf_add_char(c->out, '>');
    return s + 1;
}

/* What the body draws with; markers point at each other (`use` of a `use`), always backwards. */
static void find_marks(struct cleaner *c, const char *body)
{
    for (const char *at = body; (at = strstr(at, "'#gpPt")); at++) {
        int mark = at[6] - '0';
        if (isdigit((unsigned char)at[7]))
            mark = mark * 10 + at[7] - '0';
        if (mark >= 0 && mark < 32)
            c->used_marks |= 1u << mark;
    }
}

/* The lines of <defs> that define markers that are drawn, or that those are made of. */
static void add_marks(struct cleaner *c, const char *defs, const char *end)
{
    const char *lines[32] = {0};
    unsigned needed = c->used_marks;
    for (const char *at = defs; (at = strstr(at, "id='gpPt")) && at < end; at++) {
        int mark = at[8] - '0';
        if (isdigit((unsigned char)at[9]))
            mark = mark * 10 + at[9] - '0';
        const char *line = at;
        while (line > defs && *line != '<')
            line--;
        if (mark >= 0 && mark < 32)
            lines[mark] = line;
    }
    for (int i = 31; i >= 0; i--) {
        const char *from = lines[i] && (needed >> i & 1) ? strstr(lines[i], "'#gpPt") : NULL;
        if (from && from < strchr(lines[i], '>')) {
            int mark = from[6] - '0';
            if (isdigit((unsigned char)from[7]))
                mark = mark * 10 + from[7] - '0';
            needed |= mark >= 0 && mark < 32 ? 1u << mark : 0;
        }
    }
    if (needed == 0)
        return;
    buf_add_text(c->out, "<defs>");
    for (int i = 0; i < 32; i++)
        if (lines[i] && (needed >> i & 1))
            add_tag(c, lines[i]);
    buf_add_text(c->out, "</defs>\n");
}

/* Groups that hold nothing go, as often as it takes. */
static void drop_empty_groups(struct buf *out, size_t from)
{
    char *body = out->data + from;
    size_t open = 0, n = 0;
    size_t length = out->length - from;
    size_t stack[64] = {0};
    bool is_empty[64] = {false};
    for (size_t i = 0; i < length;) {
        size_t tag = strcspn(body + i, ">") + 1;
        size_t start = n;
        if (body[i] != '<') {
            tag = strcspn(body + i, "<");
            bool is_space = strspn(body + i, " \t\n") >= tag;
            if (open > 0 && open < 64 && !is_space)
                is_empty[open] = false;
        } else if (starts(body + i, "<g") && (body[i + 2] == ' ' || body[i + 2] == '>')) {
            open++;
            if (open < 64) {
                stack[open] = start;
                is_empty[open] = true;
            }
        } else if (starts(body + i, "</g>") && open > 0) {
            bool was_empty = open < 64 && is_empty[open];
            size_t at = open < 64 ? stack[open] : 0;
            open--;
            if (was_empty) {
                n = at;
                i += tag;
                continue;
            }
            if (open > 0 && open < 64)
                is_empty[open] = false;
        } else if (open > 0 && open < 64) {
            is_empty[open] = false;
        }
        memmove(body + n, body + i, tag);
        n += tag;
        i += tag;
    }
    out->length = from + n;
    out->data[out->length] = '\0';
}

/* Text between tags, without the indentation that gnuplot writes. */
static const char *add_between(struct cleaner *c, const char *s, bool is_text)
{
    size_t n = strcspn(s, "<");
    if (is_text || strspn(s, " \t\n") < n)
        buf_add(c->out, s, n);
    else if (n > 0 && memchr(s, '\n', n))
        buf_add_char(c->out, '\n');
    return s + n;
}

static bool add_body(struct cleaner *c, const char *s)
{
    bool is_text = false;
    while (*s) {
        s = add_between(c, s, is_text);
        if (!*s)
            break;
        if (starts(s, "<title>")) {
            s = strstr(s, "</title>");
            if (!s)
                return false;
            s += strlen("</title>");
            continue;
        }
        is_text = starts(s, "<text") || starts(s, "<tspan") || starts(s, "</tspan");
        s = add_tag(c, s);
        if (!s)
            return false;
    }
    return true;
}

/* The number after `key="` in the text. */
static int read_size(const char *text, const char *key)
{
    const char *at = strstr(text, key);
    int size = 0;
    for (at = at ? at + strlen(key) : ""; isdigit((unsigned char)*at) && size < 100000; at++)
        size = size * 10 + *at - '0';
    return size;
}

bool svg_clean(const struct buf *raw, const char *name, const char *title, struct buf *out)
{
    const char *svg = strstr(raw->data, "<svg");
    const char *defs = svg ? strstr(svg, "<defs>") : NULL;
    const char *body = defs ? strstr(defs, "</defs>") : NULL;
    if (!body || strlen(raw->data) != raw->length)
        return false;
    const char *box = strstr(svg, "viewBox=\"0 0 ");
    if (!box || box > defs)
        return false;
    int width = read_size(box, "viewBox=\"0 0 ");
    const char *second = strchr(box + strlen("viewBox=\"0 0 "), ' ');
    int height = second ? read_size(second, " ") : 0;
    if (width == 0 || height == 0)
        return false;
    struct cleaner c = {svg, name, out, 0};
    body += strlen("</defs>");
    buf_format(out,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" "
               "height=\"%d\" role=\"img\" font-family=\"" FONTS "\" aria-label=\"",
               width, height, width, height);
    add_escaped(out, title);
    buf_add_text(out, "\">\n");
    find_marks(&c, body);
    add_marks(&c, defs, body);
    size_t from = out->length;
    buf_format(out, "<g id=\"%s-canvas\"><rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", name,
               width, height);
    if (!add_body(&c, body))
        return false;
    drop_empty_groups(out, from);
    return true;
}
