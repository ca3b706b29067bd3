/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/json_scan.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/caps.h"
#include "document/tree.h"

enum {
    NUMBER_BYTES = 63, /* cJSON reads no longer numbers */
    ESCAPE_BYTES = 12, /* a pair of \u.... */
};

static bool refuse(struct json_scan *scan, size_t offset, const char *expected)
{
    char found[TREE_FOUND_SIZE];
    if (!scan->reterr)
        return false;
    tree_found(scan->text + offset, scan->n - offset, found);
    return tree_refuse(scan->reterr, ERROR_INPUT, scan->text, offset,
                       "not JSON: found %s; expected %s", found, expected);
}

static const char *expectation(const struct json_scan *scan)
{
    bool in_map = scan->depth > 0 && scan->closers[scan->depth - 1] == '}';
    switch (scan->want) {
    case JSON_WANT_VALUE: return "a value";
    case JSON_WANT_ITEM_OR_END: return "a value or \"]\"";
    case JSON_WANT_KEY: return "a key in double quotes";
    case JSON_WANT_KEY_OR_END: return "a key in double quotes or \"}\"";
    case JSON_WANT_COLON: return "\":\"";
    case JSON_WANT_NEXT: break;
    }
    if (scan->depth == 0)
        return "the end of the text";
    return in_map ? "\",\" or \"}\"" : "\",\" or \"]\"";
}

static bool refuse_end(struct json_scan *scan)
{
    if (!scan->reterr)
        return false;
    if (scan->depth == 0)
        return refuse(scan, scan->n, "a value");
    size_t opener = scan->openers[scan->depth - 1];
    long line, column;
    tree_place(scan->text, opener, &line, &column);
    return tree_refuse(scan->reterr, ERROR_INPUT, scan->text, scan->n,
                       "not JSON: found the end of the text; expected \"%c\" to close the \"%c\" "
                       "of line %ld, column %ld",
                       scan->closers[scan->depth - 1], scan->text[opener], line, column);
}

/* Four hexadecimal digits at pos, or -1. */
static long hex4(const struct json_scan *scan, size_t pos)
{
    long value = 0;
    if (scan->n - pos < 4)
        return -1;
    for (size_t i = 0; i < 4; i++) {
        const char *digits = "0123456789abcdef";
        char c = scan->text[pos + i];
        const char *at = c ? strchr(digits, c >= 'A' && c <= 'F' ? c + 32 : c) : NULL;
        if (!at)
            return -1;
        value = value * 16 + (at - digits);
    }
    return value;
}

/* An escape whose backslash is at pos; *ret_length gets its length. */
static bool scan_escape(struct json_scan *scan, size_t pos, size_t *ret_length)
{
    char c = pos + 1 < scan->n ? scan->text[pos + 1] : '\0';
    *ret_length = 2;
    if (c && strchr("\"\\/bfnrt", c))
        return true;
    long unit = c == 'u' ? hex4(scan, pos + 2) : -1;
    *ret_length = 6;
    if (unit == 0)
        return tree_refuse(scan->reterr, ERROR_INPUT, scan->text, pos,
                           "not text: found \\u0000 in a string; expected text without NUL");
    bool is_high = unit >= 0xd800 && unit < 0xdc00;
    if (unit < 0 || (unit >= 0xdc00 && unit < 0xe000))
        return refuse(scan, pos, "a valid escape");
    if (!is_high)
        return true;
    *ret_length = 12;
    long low = -1;
    if (scan->n - pos >= 12 && memcmp(scan->text + pos + 6, "\\u", 2) == 0)
        low = hex4(scan, pos + 8);
    return (low >= 0xdc00 && low < 0xe000) || refuse(scan, pos, "a valid pair of escapes");
}

/* The first byte from pos on that is no plain part of a string: a quote, a backslash, a control
 * character; n when there is none. Eight bytes at a time: a byte of `odd` is 0x80 where one stands,
 * or behind such a one. */
static size_t plain_end(const struct json_scan *scan, size_t pos)
{
    const uint64_t ones = 0x0101010101010101u;
    const uint64_t high = 0x8080808080808080u;
    const char *text = scan->text;
    for (; scan->n - pos >= 8; pos += 8) {
        uint64_t word;
        memcpy(&word, text + pos, 8);
        uint64_t quote = word ^ (ones * '"');
        uint64_t slash = word ^ (ones * '\\');
        uint64_t odd =
            ((quote - ones) & ~quote) | ((slash - ones) & ~slash) | ((word - ones * 0x20) & ~word);
        if (odd & high)
            break;
    }
    while (pos < scan->n && text[pos] != '"' && text[pos] != '\\' &&
           (unsigned char)text[pos] >= 0x20)
        pos++;
    return pos;
}

static bool refuse_long(struct json_scan *scan)
{
    return tree_refuse(scan->reterr, ERROR_LIMIT, scan->text, scan->start,
                       "string too long: more than %zu bytes (CAP_SCALAR_BYTES)", CAP_SCALAR_BYTES);
}

static bool scan_string(struct json_scan *scan)
{
    size_t start = scan->start;
    size_t pos = start + 1;
    scan->has_escape = false;
    for (;;) {
        size_t next = plain_end(scan, pos);
        if (next > pos && next - 1 - start > CAP_SCALAR_BYTES)
            return refuse_long(scan);
        pos = next;
        if (pos >= scan->n)
            return tree_refuse(scan->reterr, ERROR_INPUT, scan->text, start,
                               "not JSON: found a string without end; expected a closing quote");
        if (scan->text[pos] == '"')
            break;
        if (pos - start > CAP_SCALAR_BYTES)
            return refuse_long(scan);
        if (scan->text[pos] != '\\')
            return tree_refuse(scan->reterr, ERROR_INPUT, scan->text, pos,
                               "not JSON: found the control character 0x%02X in a string; expected "
                               "an escape or the closing quote",
                               (unsigned char)scan->text[pos]);
        size_t length;
        if (!scan_escape(scan, pos, &length))
            return false;
        scan->has_escape = true;
        pos += length;
    }
    scan->pos = pos + 1;
    return true;
}

static size_t count_digits(const struct json_scan *scan, size_t pos)
{
    size_t start = pos;
    while (pos < scan->n && scan->text[pos] >= '0' && scan->text[pos] <= '9')
        pos++;
    return pos - start;
}

static bool scan_number(struct json_scan *scan)
{
    const char *text = scan->text;
    size_t pos = scan->pos + (text[scan->pos] == '-');
    size_t whole = count_digits(scan, pos);
    if (whole == 0 || (whole > 1 && text[pos] == '0'))
        return refuse(scan, scan->pos, "a number without leading zeros");
    pos += whole;
    if (pos < scan->n && text[pos] == '.') {
        size_t fraction = count_digits(scan, pos + 1);
        if (fraction == 0)
            return refuse(scan, scan->pos, "a number with a digit after the point");
        pos += 1 + fraction;
    }
    if (pos < scan->n && (text[pos] == 'e' || text[pos] == 'E')) {
        pos++;
        if (pos < scan->n && (text[pos] == '-' || text[pos] == '+'))
            pos++;
        size_t exponent = count_digits(scan, pos);
        if (exponent == 0)
            return refuse(scan, scan->pos, "a number with a digit in its exponent");
        pos += exponent;
    }
    if (pos - scan->pos > NUMBER_BYTES)
        return tree_refuse(scan->reterr, ERROR_LIMIT, text, scan->pos,
                           "number too long: found %zu characters; expected at most %d",
                           pos - scan->pos, NUMBER_BYTES);
    scan->pos = pos;
    return true;
}

static bool scan_word(struct json_scan *scan)
{
    static const char *const words[] = {"true", "false", "null"};
    for (size_t i = 0; i < 3; i++) {
        size_t length = strlen(words[i]);
        if (scan->n - scan->pos >= length &&
            memcmp(scan->text + scan->pos, words[i], length) == 0) {
            scan->pos += length;
            return true;
        }
    }
    return refuse(scan, scan->pos, expectation(scan));
}

static enum json_token open_container(struct json_scan *scan, char opener)
{
    if (scan->depth == CAP_DEPTH) {
        tree_refuse(scan->reterr, ERROR_LIMIT, scan->text, scan->pos,
                    "nested too deeply: found a \"%c\" inside %d others; expected at most "
                    "%d levels (CAP_DEPTH)",
                    opener, CAP_DEPTH, CAP_DEPTH);
        return JSON_BAD;
    }
    scan->closers[scan->depth] = opener == '{' ? '}' : ']';
    scan->openers[scan->depth++] = scan->pos++;
    scan->want = opener == '{' ? JSON_WANT_KEY_OR_END : JSON_WANT_ITEM_OR_END;
    return JSON_OPEN;
}

static enum json_token close_container(struct json_scan *scan)
{
    scan->depth--;
    scan->pos++;
    scan->want = JSON_WANT_NEXT;
    return JSON_CLOSE;
}

static enum json_token scan_value(struct json_scan *scan, char c)
{
    if (c == '{' || c == '[')
        return open_container(scan, c);
    enum json_token token = JSON_WORD;
    if (c == '"')
        token = JSON_STRING;
    else if (c == '-' || (c >= '0' && c <= '9'))
        token = JSON_NUMBER;
    bool done = token == JSON_STRING   ? scan_string(scan)
                : token == JSON_NUMBER ? scan_number(scan)
                                       : scan_word(scan);
    if (!done)
        return JSON_BAD;
    scan->want = JSON_WANT_NEXT;
    return token;
}

/* A comma or colon was read: to its end, and on with what it calls for. */
static enum json_token pass_mark(struct json_scan *scan, enum json_want want)
{
    scan->pos++;
    scan->want = want;
    return JSON_MORE;
}

/* One token; JSON_MORE for a comma or colon. */
static enum json_token scan_token(struct json_scan *scan)
{
    char c = scan->text[scan->pos];
    char closer = scan->depth ? scan->closers[scan->depth - 1] : '\0';
    switch (scan->want) {
    case JSON_WANT_ITEM_OR_END: return c == ']' ? close_container(scan) : scan_value(scan, c);
    case JSON_WANT_VALUE: return scan_value(scan, c);
    case JSON_WANT_KEY_OR_END:
        if (c == '}')
            return close_container(scan);
        /* fall through */
    case JSON_WANT_KEY:
        if (c != '"')
            break;
        if (!scan_string(scan))
            return JSON_BAD;
        scan->want = JSON_WANT_COLON;
        return JSON_KEY;
    case JSON_WANT_COLON:
        if (c != ':')
            break;
        return pass_mark(scan, JSON_WANT_VALUE);
    case JSON_WANT_NEXT:
        if (scan->depth == 0 && scan->is_spaced)
            return scan_value(scan, c);
        if (scan->depth == 0)
            break;
        if (c == closer)
            return close_container(scan);
        if (c != ',')
            break;
        return pass_mark(scan, closer == '}' ? JSON_WANT_KEY : JSON_WANT_VALUE);
    }
    refuse(scan, scan->pos, expectation(scan));
    return JSON_BAD;
}

static void skip_space(struct json_scan *scan)
{
    static const char spaces[8] = {' ', ' ', ' ', ' ', ' ', ' ', ' ', ' '};
    const char *text = scan->text;
    size_t pos = scan->pos;
    while (pos < scan->n) {
        char c = text[pos];
        if (c != ' ' && c != '\n' && c != '\t' && c != '\r')
            break;
        pos++;
        while (scan->n - pos >= 8 && memcmp(text + pos, spaces, 8) == 0) /* indentation */
            pos += 8;
    }
    scan->is_spaced |= pos > scan->pos;
    scan->pos = pos;
}

/* May more text make another token of this one? A number goes on; what is wrong is so for certain
 * only when a whole scalar would have stood there. */
static bool is_undecided(const struct json_scan *scan, enum json_token token)
{
    if (scan->is_last)
        return false;
    if (token == JSON_BAD)
        return scan->n - scan->start <= CAP_SCALAR_BYTES + ESCAPE_BYTES;
    return token == JSON_NUMBER && scan->pos == scan->n;
}

enum json_token json_scan_next(struct json_scan *scan)
{
    for (;;) {
        skip_space(scan);
        scan->start = scan->pos;
        if (scan->pos == scan->n) {
            if (!scan->is_last)
                return JSON_MORE;
            if (scan->depth == 0 && scan->want == JSON_WANT_NEXT)
                return JSON_END;
            refuse_end(scan);
            return JSON_BAD;
        }
        enum json_want want = scan->want;
        enum json_token token = scan_token(scan);
        if (is_undecided(scan, token)) {
            scan->pos = scan->start;
            scan->want = want;
            return JSON_MORE;
        }
        scan->is_spaced = false;
        if (token != JSON_MORE)
            return token;
    }
}

bool json_scan(const char *text, size_t n, struct json_numbers *numbers, struct error *reterr)
{
    struct json_scan scan = {.text = text, .n = n, .is_last = true, .reterr = reterr};
    for (;;) {
        enum json_token token = json_scan_next(&scan);
        if (token == JSON_END || token == JSON_BAD)
            return token == JSON_END;
        if (token != JSON_NUMBER)
            continue;
        struct json_number number = {scan.start, scan.pos - scan.start};
        VEC_PUSH(numbers->items, numbers->count, numbers->room, number);
    }
}
