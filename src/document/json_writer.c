/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/json_writer.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"

void json_init(struct json_writer *writer, struct buf *out)
{
    memset(writer, 0, sizeof *writer);
    writer->out = out;
}

static void new_line(struct json_writer *writer, int depth)
{
    buf_add_char(writer->out, '\n');
    for (int i = 0; i < depth; i++)
        buf_add(writer->out, "  ", 2);
}

/* What stands between the members of the innermost container. */
static void separate(struct json_writer *writer)
{
    int top = writer->depth - 1;
    if (writer->started[top])
        buf_add_char(writer->out, ',');
    writer->started[top] = true;
    if (!writer->compact[top])
        new_line(writer, writer->depth);
}

static void begin_value(struct json_writer *writer)
{
    bool in_object = writer->depth > 0 && writer->is_object[writer->depth - 1];
    assert(in_object == writer->after_key);
    if (writer->depth > 0 && !in_object)
        separate(writer);
    writer->after_key = false;
}

static void begin_container(struct json_writer *writer, bool is_object, bool compact)
{
    assert(writer->depth < JSON_WRITER_DEPTH);
    begin_value(writer);
    int at = writer->depth++;
    writer->compact[at] = compact || (at > 0 && writer->compact[at - 1]);
    writer->started[at] = false;
    writer->is_object[at] = is_object;
    buf_add_char(writer->out, is_object ? '{' : '[');
}

void json_object(struct json_writer *writer, bool compact)
{
    begin_container(writer, true, compact);
}

void json_list(struct json_writer *writer, bool compact)
{
    begin_container(writer, false, compact);
}

void json_end(struct json_writer *writer)
{
    assert(writer->depth > 0 && !writer->after_key);
    int at = --writer->depth;
    if (writer->started[at] && !writer->compact[at])
        new_line(writer, writer->depth);
    buf_add_char(writer->out, writer->is_object[at] ? '}' : ']');
}

/* The letter of a two-character escape, or 0. */
static char short_escape(unsigned char c)
{
    static const char from[] = "\"\\\b\f\n\r\t";
    static const char to[] = "\"\\bfnrt";
    const char *at = c ? strchr(from, c) : NULL;
    return at ? to[at - from] : '\0';
}

/* The code point of a valid sequence when it must be escaped (controls, line separators), else 0.
 */
static unsigned escaped_point(const unsigned char *s, size_t length)
{
    if (length == 1)
        return s[0] == 0x7f ? s[0] : 0;
    if (length == 2 && s[0] == 0xc2 && s[1] < 0xa0)
        return s[1];
    if (length == 3 && s[0] == 0xe2 && s[1] == 0x80 && (s[2] == 0xa8 || s[2] == 0xa9))
        return 0x2000u + (s[2] & 0x3fu);
    return 0;
}

/* Bytes at s that can be written as they are. */
static size_t plain_run(const char *s, size_t n)
{
    size_t i = 0;
    while (i < n && (unsigned char)s[i] >= 0x20 && (unsigned char)s[i] < 0x7f && s[i] != '"' &&
           s[i] != '\\')
        i++;
    return i;
}

static void write_string(struct buf *out, const char *text)
{
    size_t n = strlen(text);
    buf_add_char(out, '"');
    for (size_t i = 0; i < n;) {
        size_t run = plain_run(text + i, n - i);
        buf_add(out, text + i, run);
        i += run;
        if (i == n)
            break;
        const unsigned char *s = (const unsigned char *)text + i;
        size_t length = text_utf8_length(text + i, n - i);
        unsigned point = length ? escaped_point(s, length) : 0;
        if (length == 0)
            buf_add(out, "\xef\xbf\xbd", 3);
        else if (short_escape(*s))
            buf_format(out, "\\%c", short_escape(*s));
        else if (*s < 0x20 || point)
            buf_format(out, "\\u%04x", point ? point : *s);
        else
            buf_add(out, text + i, length);
        i += length ? length : 1;
    }
    buf_add_char(out, '"');
}

void json_key(struct json_writer *writer, const char *key)
{
    assert(writer->depth > 0 && writer->is_object[writer->depth - 1] && !writer->after_key);
    separate(writer);
    write_string(writer->out, key);
    buf_add_text(writer->out, writer->compact[writer->depth - 1] ? ":" : ": ");
    writer->after_key = true;
}

void json_string(struct json_writer *writer, const char *text)
{
    begin_value(writer);
    write_string(writer->out, text);
}

void json_integer(struct json_writer *writer, int64_t value)
{
    begin_value(writer);
    buf_format(writer->out, "%" PRId64, value);
}

void json_bool(struct json_writer *writer, bool value)
{
    begin_value(writer);
    buf_add_text(writer->out, value ? "true" : "false");
}

void json_null(struct json_writer *writer)
{
    begin_value(writer);
    buf_add_text(writer->out, "null");
}

void json_number_text(struct json_writer *writer, const char *text)
{
    assert(*text && strspn(text, "0123456789+-.eE") == strlen(text));
    begin_value(writer);
    buf_add_text(writer->out, text);
}

void json_member_string(struct json_writer *writer, const char *key, const char *text)
{
    json_key(writer, key);
    json_string(writer, text);
}

void json_member_integer(struct json_writer *writer, const char *key, int64_t value)
{
    json_key(writer, key);
    json_integer(writer, value);
}

void json_member_bool(struct json_writer *writer, const char *key, bool value)
{
    json_key(writer, key);
    json_bool(writer, value);
}

void json_member_texts(struct json_writer *writer, const char *key, const char *const *texts,
                       int32_t count)
{
    json_key(writer, key);
    json_list(writer, true);
    for (int32_t i = 0; i < count; i++)
        json_string(writer, texts[i]);
    json_end(writer);
}

void json_member_string_if(struct json_writer *writer, const char *key, const char *text)
{
    if (text[0])
        json_member_string(writer, key, text);
}
