/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/quantity.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/caps.h"
#include "base/decimal.h"
#include "base/error.h"
#include "base/text.h"

#define NANO_LIMIT ((__int128)1 << 126)
#define NANO_PER_ONE ((__int128)1000000000)

static const char *const expected_quantity = "a Kubernetes quantity such as 250m, 1.5 or 512Mi";

bool quantity_refuse(struct error *reterr, const char *what, const char *text, size_t n,
                     const char *expected)
{
    enum { SHOWN = 60 };
    size_t used = 0;
    while (used < n && text[used] != '\0') {
        size_t length = text_utf8_length(text + used, n - used);
        length = length ? length : 1;
        if (used + length > SHOWN)
            break;
        used += length;
    }
    return error_set(reterr, ERROR_INPUT, "%s: found \"%.*s%s\"; expected %s", what, (int)used,
                     text, used < n ? "..." : "", expected);
}

static bool too_large(struct error *reterr, const char *text, size_t n)
{
    quantity_refuse(reterr, "quantity too large", text, n,
                    "at most 2^53 base units (CAP_QUANTITY)");
    if (reterr)
        reterr->code = ERROR_LIMIT;
    return false;
}

/* Index of the suffix letter in a table of powers, or -1. */
static int power_of(const char *letters, char c)
{
    const char *at = c ? strchr(letters, c) : NULL;
    return at ? (int)(at - letters) : -1;
}

/* What stands behind the number: the format, the power of 1024 and the power of ten. */
static bool read_suffix(const char *text, size_t n, enum quantity_format *ret_format,
                        int *ret_binary, long *ret_exponent)
{
    *ret_format = QUANTITY_DECIMAL_SI;
    *ret_binary = 0;
    *ret_exponent = 0;
    if (n == 0)
        return true;
    if (n == 2 && text[1] == 'i') {
        *ret_format = QUANTITY_BINARY_SI;
        *ret_binary = 1 + power_of("KMGTPE", text[0]);
        return *ret_binary > 0;
    }
    if (n == 1) {
        /* the k of thousand is small: K alone is no suffix */
        int power = power_of("num kMGTPE", text[0]);
        *ret_exponent = 3 * (power - 3);
        return power >= 0 && text[0] != ' ';
    }
    *ret_format = QUANTITY_DECIMAL_EXPONENT;
    return (text[0] == 'e' || text[0] == 'E') &&
           decimal_read_exponent(text + 1, n - 1, ret_exponent) == n - 1;
}

bool quantity_read(const char *text, size_t n, struct quantity *ret, struct error *reterr)
{
    struct decimal number;
    enum quantity_format format;
    int binary;
    long exponent;
    size_t taken = decimal_read(text, n, &number);
    if (taken == 0 || !read_suffix(text + taken, n - taken, &format, &binary, &exponent))
        return quantity_refuse(reterr, "bad quantity", text, n, expected_quantity);
    for (int i = 0; i < binary; i++)
        decimal_multiply(&number, 1024);
    __int128 nano;
    bool exact;
    const __int128 binary_max = NANO_PER_ONE * INT64_MAX;
    if (!decimal_magnitude(&number, exponent + 9, &nano, &exact)) {
        if (format != QUANTITY_BINARY_SI)
            return too_large(reterr, text, n);
        nano = binary_max;
        exact = true;
    }
    /* "if you want some resources, you should get some resources" (apimachinery) */
    if (!exact)
        nano++;
    if (format == QUANTITY_BINARY_SI && nano > binary_max)
        nano = binary_max;
    if (format == QUANTITY_BINARY_SI && nano > 0 && nano < NANO_PER_ONE)
        format = QUANTITY_DECIMAL_SI;
    ret->nano = number.negative ? -nano : nano;
    ret->format = format;
    return true;
}

bool quantity_parse(const char *text, size_t n, int scale10, enum quantity_round round,
                    int64_t *ret_value, struct error *reterr)
{
    struct quantity quantity;
    int64_t value;
    assert(scale10 >= 0 && scale10 <= 9);
    if (!quantity_read(text, n, &quantity, reterr))
        return false;
    if (quantity.nano < 0)
        return quantity_refuse(reterr, "negative quantity", text, n, "0 or more");
    if (!quantity_scaled(&quantity, -scale10, round, &value) || value > CAP_QUANTITY)
        return too_large(reterr, text, n);
    *ret_value = value;
    return true;
}

const char *quantity_trim(const char *text, size_t *n)
{
    static const char blanks[] = " \t\r\n\v\f";
    while (*n > 0 && memchr(blanks, text[*n - 1], sizeof blanks - 1))
        --*n;
    while (*n > 0 && memchr(blanks, *text, sizeof blanks - 1)) {
        text++;
        --*n;
    }
    return text;
}

static __int128 magnitude(__int128 value)
{
    return value < 0 ? -value : value;
}

static __int128 power_of_ten(int exponent)
{
    __int128 power = 1;
    for (int i = 0; i < exponent; i++)
        power *= 10;
    return power;
}

/* Sign, digits and a tail, e.g. "-" "15" "00m". */
static void write_integer(__int128 value, const char *tail, char out[QUANTITY_TEXT_SIZE])
{
    char digits[48];
    size_t at = sizeof digits - 1;
    __int128 rest = magnitude(value);
    digits[at] = '\0';
    do {
        digits[--at] = (char)('0' + (int)(rest % 10));
        rest /= 10;
    } while (rest > 0);
    snprintf(out, QUANTITY_TEXT_SIZE, "%s%s%s", value < 0 ? "-" : "", digits + at, tail);
}

static void write_binary(__int128 value, char out[QUANTITY_TEXT_SIZE])
{
    static const char *const suffixes[] = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};
    int power = 0;
    for (; power < 6 && value % 1024 == 0; power++)
        value /= 1024;
    write_integer(value, suffixes[power], out);
}

static void write_decimal(__int128 nano, bool exponent_form, char out[QUANTITY_TEXT_SIZE])
{
    static const char *const suffixes[] = {"n", "u", "m", "", "k", "M", "G", "T", "P", "E"};
    int power = 0; /* of 1000, from nano */
    /* Suffixes end at E; exponents do not. */
    while (nano % 1000 == 0 && (exponent_form || power < 9)) {
        nano /= 1000;
        power++;
    }
    char tail[16] = "";
    if (!exponent_form)
        snprintf(tail, sizeof tail, "%s", suffixes[power]);
    else if (power != 3)
        snprintf(tail, sizeof tail, "e%d", 3 * (power - 3));
    write_integer(nano, tail, out);
}

void quantity_canonical(const struct quantity *quantity, char out[QUANTITY_TEXT_SIZE])
{
    __int128 nano = quantity->nano;
    bool is_binary = quantity->format == QUANTITY_BINARY_SI && nano % NANO_PER_ONE == 0 &&
                     magnitude(nano) >= 1024 * NANO_PER_ONE;
    if (nano == 0)
        snprintf(out, QUANTITY_TEXT_SIZE, "0");
    else if (is_binary)
        write_binary(nano / NANO_PER_ONE, out);
    else
        write_decimal(nano, quantity->format == QUANTITY_DECIMAL_EXPONENT, out);
}

void quantity_decimal(const struct quantity *quantity, char out[QUANTITY_TEXT_SIZE])
{
    __int128 nano = magnitude(quantity->nano);
    char whole[QUANTITY_TEXT_SIZE];
    char fraction[16];
    write_integer(nano / NANO_PER_ONE, "", whole);
    snprintf(fraction, sizeof fraction, ".%09d", (int)(nano % NANO_PER_ONE));
    size_t end = strlen(fraction);
    while (end > 0 && (fraction[end - 1] == '0' || fraction[end - 1] == '.'))
        if (fraction[--end] == '.')
            break;
    snprintf(out, QUANTITY_TEXT_SIZE, "%s%.46s%.*s", quantity->nano < 0 ? "-" : "", whole, (int)end,
             fraction);
}

int quantity_compare(const struct quantity *a, const struct quantity *b)
{
    return a->nano < b->nano ? -1 : a->nano > b->nano;
}

static bool keep(__int128 nano, const struct quantity *a, const struct quantity *b,
                 struct quantity *ret)
{
    enum quantity_format format = a->nano == 0 ? b->format : a->format;
    if (magnitude(nano) >= NANO_LIMIT)
        return false;
    *ret = (struct quantity){nano, format};
    return true;
}

bool quantity_add(const struct quantity *a, const struct quantity *b, struct quantity *ret)
{
    return keep(a->nano + b->nano, a, b, ret); /* both below 2^126: no overflow */
}

bool quantity_sub(const struct quantity *a, const struct quantity *b, struct quantity *ret)
{
    return keep(a->nano - b->nano, a, b, ret);
}

bool quantity_mul(const struct quantity *a, int64_t b, struct quantity *ret)
{
    __int128 nano;
    return !__builtin_mul_overflow(a->nano, (__int128)b, &nano) && keep(nano, a, a, ret);
}

bool quantity_round_up(const struct quantity *quantity, int power, struct quantity *ret,
                       bool *ret_exact)
{
    assert(power >= -9 && power <= 18);
    __int128 unit = power_of_ten(power + 9);
    __int128 rest = quantity->nano % unit;
    struct quantity rounded;
    __int128 nano = quantity->nano - rest;
    if (rest)
        nano += rest > 0 ? unit : -unit;
    if (!keep(nano, quantity, quantity, &rounded))
        return false;
    *ret_exact = rest == 0;
    *ret = rounded;
    return true;
}

bool quantity_scaled(const struct quantity *quantity, int power, enum quantity_round round,
                     int64_t *ret)
{
    assert(power >= -9 && power <= 18);
    __int128 unit = power_of_ten(power + 9);
    __int128 value = quantity->nano / unit;
    __int128 rest = quantity->nano % unit;
    if (rest && round == QUANTITY_UP)
        value += rest > 0 ? 1 : -1;
    if (value > INT64_MAX || value < INT64_MIN)
        return false;
    *ret = (int64_t)value;
    return true;
}
