/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "document/yaml_reader.h"

static bool is_one_of(const char *words, const char *text, size_t n)
{
    for (const char *word = words; *word; word += strlen(word) + 1)
        if (strlen(word) == n && memcmp(word, text, n) == 0)
            return true;
    return false;
}

/* Length of the run of characters of set at the start. */
static size_t run(const char *set, const char *text, size_t n)
{
    size_t length = 0;
    while (length < n && text[length] && strchr(set, text[length]))
        length++;
    return length;
}

static const char digits[] = "0123456789";

static bool is_based(const char *text, size_t n)
{
    if (n < 3 || text[0] != '0')
        return false;
    if (text[1] == 'o')
        return run("01234567", text + 2, n - 2) == n - 2;
    return text[1] == 'x' && run("0123456789abcdefABCDEF", text + 2, n - 2) == n - 2;
}

static bool is_number(const char *text, size_t n)
{
    if (is_based(text, n) || is_one_of(".nan\0.NaN\0.NAN\0", text, n))
        return true;
    size_t sign = n > 0 && (text[0] == '-' || text[0] == '+') ? 1 : 0;
    text += sign;
    n -= sign;
    if (is_one_of(".inf\0.Inf\0.INF\0", text, n))
        return true;
    size_t whole = run(digits, text, n);
    size_t pos = whole;
    size_t fraction = 0;
    if (pos < n && text[pos] == '.') {
        fraction = run(digits, text + pos + 1, n - pos - 1);
        pos += 1 + fraction;
    }
    if (whole + fraction == 0)
        return false;
    if (pos < n && (text[pos] == 'e' || text[pos] == 'E')) {
        pos++;
        if (pos < n && (text[pos] == '-' || text[pos] == '+'))
            pos++;
        size_t exponent = run(digits, text + pos, n - pos);
        if (exponent == 0)
            return false;
        pos += exponent;
    }
    return pos == n;
}

enum value_kind yaml_plain_kind(const char *text, size_t n)
{
    if (n == 0 || is_one_of("~\0null\0Null\0NULL\0", text, n))
        return VALUE_NULL;
    if (is_one_of("true\0True\0TRUE\0false\0False\0FALSE\0", text, n))
        return VALUE_BOOL;
    return is_number(text, n) ? VALUE_NUMBER : VALUE_STRING;
}

bool yaml_tagged_kind(const char *tag, bool is_quoted, const char *text, size_t n,
                      enum value_kind *ret)
{
    static const struct {
        const char *tag;
        enum value_kind kind;
    } known[] = {
        {"tag:yaml.org,2002:null", VALUE_NULL},    {"tag:yaml.org,2002:bool", VALUE_BOOL},
        {"tag:yaml.org,2002:int", VALUE_NUMBER},   {"tag:yaml.org,2002:float", VALUE_NUMBER},
        {"tag:yaml.org,2002:str", VALUE_STRING},   {"tag:yaml.org,2002:binary", VALUE_STRING},
        {"tag:yaml.org,2002:merge", VALUE_STRING}, {"!", VALUE_STRING},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(tag, known[i].tag) == 0) {
            *ret = known[i].kind;
            return *ret == VALUE_STRING || yaml_plain_kind(text, n) == *ret;
        }
    *ret = is_quoted ? VALUE_STRING : yaml_plain_kind(text, n);
    return true;
}
