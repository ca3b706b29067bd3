/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/json_scan.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/caps.h"
#include "document/tree.h"

/* What the grammar wants next. */
enum want { WANT_VALUE, WANT_ITEM_OR_END, WANT_KEY, WANT_KEY_OR_END, WANT_COLON, WANT_NEXT };

enum { NUMBER_BYTES = 63 }; /* cJSON reads no longer numbers */

struct scan {
    const char *text;
    size_t n;
    size_t pos;
    enum want want;
    size_t depth;
    char closers[CAP_DEPTH];   /* what ends each open container */
    size_t openers[CAP_DEPTH]; /* where it began */
    struct json_numbers *numbers;
    struct error *reterr;
};

static bool refuse(struct scan *scan, size_t offset, const char *expected)
{
    char found[TREE_FOUND_SIZE];
    tree_found(scan->text + offset, scan->n - offset, found);
    return tree_refuse(scan->reterr, ERROR_INPUT, scan->text, offset,
                       "not JSON: found %s; expected %s", found, expected);
}

static const char *expectation(const struct scan *scan)
{
    bool in_map = scan->depth > 0 && scan->closers[scan->depth - 1] == '}';
    switch (scan->want) {
    case WANT_VALUE: return "a value";
    case WANT_ITEM_OR_END: return "a value or \"]\"";
    case WANT_KEY: return "a key in double quotes";
    case WANT_KEY_OR_END: return "a key in double quotes or \"}\"";
    case WANT_COLON: return "\":\"";
    case WANT_NEXT: break;
    }
    if (scan->depth == 0)
        return "the end of the text";
    return in_map ? "\",\" or \"}\"" : "\",\" or \"]\"";
}

static bool refuse_end(struct scan *scan)
{
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
static long hex4(const struct scan *scan, size_t pos)
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
static bool scan_escape(struct scan *scan, size_t pos, size_t *ret_length)
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

static bool scan_string(struct scan *scan)
{
    size_t start = scan->pos;
    size_t pos = start + 1;
    while (pos < scan->n && scan->text[pos] != '"') {
        if (pos - start > CAP_SCALAR_BYTES)
            return tree_refuse(scan->reterr, ERROR_LIMIT, scan->text, start,
                               "string too long: more than %zu bytes (CAP_SCALAR_BYTES)",
                               CAP_SCALAR_BYTES);
        size_t length = 1;
        if (scan->text[pos] == '\\' && !scan_escape(scan, pos, &length))
            return false;
        if ((unsigned char)scan->text[pos] < 0x20)
            return tree_refuse(scan->reterr, ERROR_INPUT, scan->text, pos,
                               "not JSON: found the control character 0x%02X in a string; expected "
                               "an escape or the closing quote",
                               (unsigned char)scan->text[pos]);
        pos += length;
    }
    if (pos >= scan->n)
        return tree_refuse(scan->reterr, ERROR_INPUT, scan->text, start,
                           "not JSON: found a string without end; expected a closing quote");
    scan->pos = pos + 1;
    return true;
}

static size_t count_digits(const struct scan *scan, size_t pos)
{
    size_t start = pos;
    while (pos < scan->n && scan->text[pos] >= '0' && scan->text[pos] <= '9')
        pos++;
    return pos - start;
}

static bool scan_number(struct scan *scan)
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
    struct json_number number = {scan->pos, pos - scan->pos};
    if (number.length > NUMBER_BYTES)
        return tree_refuse(scan->reterr, ERROR_LIMIT, text, scan->pos,
                           "number too long: found %zu characters; expected at most %d",
                           number.length, NUMBER_BYTES);
    VEC_PUSH(scan->numbers->items, scan->numbers->count, scan->numbers->room, number);
    scan->pos = pos;
    return true;
}

static bool scan_word(struct scan *scan)
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

static bool open_container(struct scan *scan, char opener)
{
    if (scan->depth == CAP_DEPTH)
        return tree_refuse(scan->reterr, ERROR_LIMIT, scan->text, scan->pos,
                           "nested too deeply: found a \"%c\" inside %d others; expected at most "
                           "%d levels (CAP_DEPTH)",
                           opener, CAP_DEPTH, CAP_DEPTH);
    scan->closers[scan->depth] = opener == '{' ? '}' : ']';
    scan->openers[scan->depth++] = scan->pos++;
    scan->want = opener == '{' ? WANT_KEY_OR_END : WANT_ITEM_OR_END;
    return true;
}

static bool scan_value(struct scan *scan, char c)
{
    if (c == '{' || c == '[')
        return open_container(scan, c);
    bool is_number = c == '-' || (c >= '0' && c <= '9');
    bool done = c == '"' ? scan_string(scan) : is_number ? scan_number(scan) : scan_word(scan);
    scan->want = WANT_NEXT;
    return done;
}

static bool close_container(struct scan *scan)
{
    scan->depth--;
    scan->pos++;
    scan->want = WANT_NEXT;
    return true;
}

/* One token; spaced says that white space stands before it. */
static bool scan_token(struct scan *scan, bool spaced)
{
    char c = scan->text[scan->pos];
    char closer = scan->depth ? scan->closers[scan->depth - 1] : '\0';
    switch (scan->want) {
    case WANT_ITEM_OR_END: return c == ']' ? close_container(scan) : scan_value(scan, c);
    case WANT_VALUE: return scan_value(scan, c);
    case WANT_KEY_OR_END:
        if (c == '}')
            return close_container(scan);
        /* fall through */
    case WANT_KEY:
        if (c != '"')
            break;
        scan->want = WANT_COLON;
        return scan_string(scan);
    case WANT_COLON:
        if (c != ':')
            break;
        scan->pos++;
        scan->want = WANT_VALUE;
        return true;
    case WANT_NEXT:
        if (scan->depth == 0 && spaced)
            return scan_value(scan, c);
        if (scan->depth == 0)
            break;
        if (c == closer)
            return close_container(scan);
        if (c != ',')
            break;
        scan->pos++;
        scan->want = closer == '}' ? WANT_KEY : WANT_VALUE;
        return true;
    }
    return refuse(scan, scan->pos, expectation(scan));
}

bool json_scan(const char *text, size_t n, struct json_numbers *numbers, struct error *reterr)
{
    struct scan scan = {.text = text, .n = n, .numbers = numbers, .reterr = reterr};
    for (;;) {
        size_t start = scan.pos;
        while (scan.pos < n && (text[scan.pos] == ' ' || text[scan.pos] == '\n' ||
                                text[scan.pos] == '\t' || text[scan.pos] == '\r'))
            scan.pos++;
        if (scan.pos == n)
            return (scan.depth == 0 && scan.want == WANT_NEXT) || refuse_end(&scan);
        if (!scan_token(&scan, scan.pos > start))
            return false;
    }
}
