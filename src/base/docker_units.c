/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/docker_units.h"

#include <ctype.h>
#include <string.h>

#include "base/decimal.h"
#include "base/error.h"
#include "base/quantity.h"

/* A decimal number with an optional exponent; bytes taken, 0 for none. */
static size_t read_float(const char *text, size_t n, struct decimal *ret)
{
    size_t taken = decimal_read(text, n, ret);
    if (taken == 0 || taken >= n || (text[taken] != 'e' && text[taken] != 'E'))
        return taken;
    long exponent;
    size_t more = decimal_read_exponent(text + taken + 1, n - taken - 1, &exponent);
    if (more == 0)
        return taken;
    ret->exponent += exponent;
    return taken + 1 + more;
}

/* The power of 1024 or 1000 that a suffix stands for, or -1. */
static int size_power(const char *suffix, size_t n)
{
    static const char letters[] = "bkmgtp";
    char lower[3];
    if (n == 0)
        return 0;
    if (n > sizeof lower)
        return -1;
    for (size_t i = 0; i < n; i++)
        lower[i] = (char)tolower((unsigned char)suffix[i]);
    const char *at = memchr(letters, lower[0], sizeof letters - 1);
    bool has_tail = (n == 2 && lower[1] == 'b') || (n == 3 && lower[1] == 'i' && lower[2] == 'b');
    if (!at || (n > 1 && (!has_tail || at == letters)))
        return -1;
    return (int)(at - letters);
}

static const char *const expected_size = "a size such as 512M, 1.5g or 1048576";

bool docker_size_parse(const char *text, size_t n, enum docker_base base, int64_t *ret_bytes,
                       struct error *reterr)
{
    struct decimal number;
    size_t taken = read_float(text, n, &number);
    size_t suffix = taken;
    /* One space may stand before a suffix, none may be the last character. */
    if (taken > 0 && taken + 1 < n && text[taken] == ' ')
        suffix++;
    int power = taken > 0 ? size_power(text + suffix, n - suffix) : -1;
    if (power < 0)
        return quantity_refuse(reterr, "bad size", text, n, expected_size);
    if (number.negative && number.count > 0)
        return quantity_refuse(reterr, "negative size", text, n, "0 or more");
    for (int i = 0; i < power; i++)
        decimal_multiply(&number, (uint32_t)base);
    __int128 bytes;
    bool exact;
    if (!decimal_magnitude(&number, 0, &bytes, &exact) || bytes > INT64_MAX)
        return quantity_refuse(reterr, "size too large", text, n, "less than 2^63 bytes");
    *ret_bytes = (int64_t)bytes;
    return true;
}

/* The whole text as an int64: sign and digits only. */
static bool read_int64(const char *text, size_t n, int64_t *ret)
{
    struct decimal number;
    __int128 value;
    bool exact;
    if (memchr(text, '.', n) || decimal_read(text, n, &number) != n || n == 0)
        return false;
    if (!decimal_magnitude(&number, 0, &value, &exact))
        return false;
    value = number.negative ? -value : value;
    if (value > INT64_MAX || value < INT64_MIN)
        return false;
    *ret = (int64_t)value;
    return true;
}

bool compose_bytes_parse(const char *text, size_t n, int64_t *ret_bytes, struct error *reterr)
{
    return read_int64(text, n, ret_bytes) ||
           docker_size_parse(text, n, DOCKER_RAM, ret_bytes, reterr);
}

static const char *const expected_cpus = "a number of cpus such as 0.5 or 2";

/* A fraction of two whole numbers; the numerator carries the sign. */
static bool read_fraction(const char *text, size_t n, const char *slash, int64_t *ret_nano)
{
    int64_t above, below;
    size_t left = (size_t)(slash - text);
    if (!read_int64(text, left, &above) || !read_int64(slash + 1, n - left - 1, &below))
        return false;
    if (above < 0 || below <= 0)
        return false;
    __int128 nano = (__int128)above * 1000000000;
    if (nano % below != 0 || nano / below > INT64_MAX)
        return false;
    *ret_nano = (int64_t)(nano / below);
    return true;
}

bool docker_cpus_parse(const char *text, size_t n, int64_t *ret_nano, struct error *reterr)
{
    struct decimal number;
    __int128 nano;
    bool exact;
    const char *slash = n > 0 ? memchr(text, '/', n) : NULL;
    if (slash)
        return read_fraction(text, n, slash, ret_nano) ||
               quantity_refuse(reterr, "bad number of cpus", text, n, expected_cpus);
    if (n == 0 || read_float(text, n, &number) != n)
        return quantity_refuse(reterr, "bad number of cpus", text, n, expected_cpus);
    if (number.negative && number.count > 0)
        return quantity_refuse(reterr, "negative number of cpus", text, n, "0 or more");
    if (!decimal_magnitude(&number, 9, &nano, &exact) || nano > INT64_MAX)
        return quantity_refuse(reterr, "number of cpus too large", text, n, "less than 2^63 nano");
    if (!exact)
        return quantity_refuse(reterr, "number of cpus too precise", text, n,
                               "at most 9 decimal places");
    *ret_nano = (int64_t)nano;
    return true;
}
