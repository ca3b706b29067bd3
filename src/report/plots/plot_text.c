/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "report/plots/plot.h"

/* Advances of DejaVu Sans and DejaVu Sans Bold for U+0020 to U+007E, in 1/2048 em. */
static const uint16_t advance[2][95] = {
    {651,  821,  942,  1716, 1303, 1946, 1597, 563,  799,  799,  1024, 1716, 651,  739,  651,  690,
     1303, 1303, 1303, 1303, 1303, 1303, 1303, 1303, 1303, 1303, 690,  690,  1716, 1716, 1716, 1087,
     2048, 1401, 1405, 1430, 1577, 1294, 1178, 1587, 1540, 604,  604,  1343, 1141, 1767, 1532, 1612,
     1235, 1612, 1423, 1300, 1251, 1499, 1401, 2025, 1403, 1251, 1403, 799,  690,  799,  1716, 1024,
     1024, 1255, 1300, 1126, 1300, 1260, 721,  1300, 1298, 569,  569,  1186, 569,  1995, 1298, 1253,
     1300, 1300, 842,  1067, 803,  1298, 1212, 1675, 1212, 1212, 1075, 1303, 690,  1303, 1716},
    {713,  934,  1067, 1716, 1425, 2052, 1786, 627,  936,  936,  1071, 1716, 778,  850,  778,  748,
     1425, 1425, 1425, 1425, 1425, 1425, 1425, 1425, 1425, 1425, 819,  819,  1716, 1716, 1716, 1188,
     2048, 1585, 1561, 1503, 1700, 1399, 1399, 1681, 1714, 762,  762,  1587, 1305, 2038, 1714, 1741,
     1501, 1741, 1577, 1475, 1397, 1663, 1585, 2259, 1579, 1483, 1485, 936,  748,  936,  1716, 1024,
     1024, 1382, 1466, 1214, 1466, 1389, 891,  1466, 1458, 702,  702,  1362, 702,  2134, 1458, 1407,
     1466, 1466, 1010, 1219, 979,  1458, 1335, 1892, 1321, 1335, 1192, 1458, 748,  1458, 1716}};

enum { EM = 2048, OTHER = 1229 /* 0.6 em */ };

/* The same table is in reports/figure.gp. */
static const struct {
    int32_t size;
    bool is_bold;
} styles[TEXT_STYLES] = {
    [TEXT_TITLE] = {17, true},       [TEXT_PLAIN] = {12, false},     [TEXT_BOLD] = {12, true},
    [TEXT_LABEL] = {12, false},      [TEXT_BOLD_LABEL] = {12, true}, [TEXT_NOTE] = {11, false},
    [TEXT_NOTE_RIGHT] = {11, false}, [TEXT_NOTE_MID] = {11, false},  [TEXT_VALUE] = {11, true},
    [TEXT_VALUE_RIGHT] = {11, true}, [TEXT_LETTER] = {10, true},     [TEXT_SMALL] = {10, false},
    [TEXT_LEAN] = {11, false},
};

int32_t text_size(enum text_style style)
{
    return styles[style].size;
}

/* The characters that muster itself writes, and those of East Asia, are as wide as an em. */
static bool is_wide(uint32_t c)
{
    return c == 0x2026 || c == 0x2192 || c == 0x2014 || c == 0x2212 || c == 0x25B8 ||
           (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) ||
           (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
           (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) || c == 0xFFFD ||
           (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x20000 && c <= 0x3FFFD);
}

/* The code point of the valid sequence of n bytes. */
static uint32_t code_point(const char *s, size_t n)
{
    const unsigned char *u = (const unsigned char *)s;
    switch (n) {
    case 1: return u[0];
    case 2: return (u[0] & 0x1fu) << 6 | (u[1] & 0x3fu);
    case 3: return (u[0] & 0x0fu) << 12 | (u[1] & 0x3fu) << 6 | (u[2] & 0x3fu);
    default:
        return (u[0] & 0x07u) << 18 | (u[1] & 0x3fu) << 12 | (u[2] & 0x3fu) << 6 | (u[3] & 0x3fu);
    }
}

static size_t next_character(const char *text)
{
    size_t n = text_utf8_length(text, strlen(text));
    return n > 0 ? n : 1;
}

static int32_t character_units(enum text_style style, const char *text, size_t n)
{
    uint32_t c = code_point(text, n);
    if (c >= 0x20 && c < 0x7f)
        return advance[styles[style].is_bold][c - 0x20];
    return is_wide(c) ? EM : OTHER;
}

int32_t text_width(enum text_style style, const char *text)
{
    int64_t units = 0;
    for (size_t n; *text; text += n) {
        n = next_character(text);
        units += character_units(style, text, n);
    }
    return (int32_t)((units * styles[style].size + EM - 1) / EM);
}

/* Harmful in XML, on a screen, or to the one line that a label is. */
static bool is_harmful(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c <= 0x9f) || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069) || c == 0x200E || c == 0x200F || c == 0x061C ||
           c == 0x2028 || c == 0x2029 || c == 0xFFFE || c == 0xFFFF;
}

const char *name_clean(struct arena *arena, const char *name)
{
    struct buf out;
    size_t left = strlen(name);
    buf_init(&out);
    while (left > 0) {
        size_t n = text_utf8_length(name, left);
        if (*name == '\t' || *name == '\n' || *name == '\r')
            buf_add_char(&out, ' ');
        else if (n == 0 || is_harmful(code_point(name, n)))
            buf_add_text(&out, "\xEF\xBF\xBD");
        else
            buf_add(&out, name, n);
        n = n > 0 ? n : 1;
        name += n;
        left -= n;
    }
    const char *kept = arena_strndup(arena, out.data, out.length);
    buf_release(&out);
    return kept;
}

static size_t count_characters(const char *text)
{
    size_t count = 0;
    for (; *text; text += next_character(text))
        count++;
    return count;
}

static const char *skip_characters(const char *text, size_t count)
{
    while (*text && count-- > 0)
        text += next_character(text);
    return text;
}

const char *name_elide(struct arena *arena, const char *name, size_t most)
{
    enum { KEPT = 8 };
    const char *clean = name_clean(arena, name);
    size_t count = count_characters(clean);
    if (count <= most)
        return clean;
    size_t tail = most > 2 * KEPT ? KEPT : most / 3;
    const char *head_end = skip_characters(clean, most - 1 - tail);
    return arena_format(arena, "%.*s\xE2\x80\xA6%s", (int)(head_end - clean), clean,
                        skip_characters(clean, count - tail));
}

const char **name_elide_all(struct arena *arena, const char *const *names, int32_t count,
                            size_t most)
{
    const char **short_names = ARENA_NEW(arena, count, const char *);
    const char **plain = ARENA_NEW(arena, count, const char *);
    for (int32_t i = 0; i < count; i++) {
        int32_t same = 1;
        plain[i] = short_names[i] = name_elide(arena, names[i], most);
        for (int32_t j = 0; j < i; j++)
            same += !strcmp(plain[j], plain[i]) && strcmp(names[j], names[i]) != 0;
        if (same > 1)
            short_names[i] = arena_format(arena, "%s~%d", plain[i], (int)same);
    }
    return short_names;
}

const char *text_fit(struct arena *arena, enum text_style style, const char *text, int32_t width)
{
    if (text_width(style, text) <= width)
        return text;
    size_t kept = text_line(style, text, width - text_width(style, "\xE2\x80\xA6"));
    while (kept > 1 && text[kept - 1] == ' ')
        kept--;
    return arena_format(arena, "%.*s\xE2\x80\xA6", (int)kept, text);
}

size_t text_line(enum text_style style, const char *text, int32_t width)
{
    int64_t room = (int64_t)width * EM / styles[style].size;
    size_t used = 0;
    while (text[used]) {
        size_t n = next_character(text + used);
        room -= character_units(style, text + used, n);
        if (room < 0 && used > 0)
            break;
        used += n;
    }
    return used;
}
