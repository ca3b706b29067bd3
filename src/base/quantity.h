/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * quantity: Kubernetes quantities ("250m", "1.5", "512Mi", "2e3") as exact integers.
 *
 * The grammar is that of k8s.io/apimachinery/pkg/api/resource: sign, decimal number, then one of
 * n u m "" k M G T P E (powers of 1000), Ki Mi Gi Ti Pi Ei (powers of 1024) or a decimal exponent
 * e/E followed by a signed integer. Values are kept as a 128-bit count of 10^-9 (nano); finer
 * digits are rounded up (away from zero), as Kubernetes does. Binary quantities (Ki to Ei) stop at
 * +-(2^63 - 1), as there. A number needs at least one digit ("+", "." and "Ki", which the Go parser
 * takes for 0 though the API server refuses them, are refused).
 */
#ifndef MUSTER_BASE_QUANTITY_H
#define MUSTER_BASE_QUANTITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;

enum quantity_round {
    QUANTITY_UP,   /* demands */
    QUANTITY_DOWN, /* capacities */
};

/* Parse n bytes as a quantity and give it in units of 10^-scale10 (scale10 3 = milli, 0 = whole; at
 * most 9), rounded as said. Refused with *reterr (no position set): bad syntax, a negative value, a
 * result over CAP_QUANTITY. */
bool quantity_parse(const char *text, size_t n, int scale10, enum quantity_round round,
                    int64_t *ret_value, struct error *reterr);

/* Where the quantity of a JSON or YAML field begins, and its length in *n: Kubernetes ignores white
 * space around it there (in a field only). */
const char *quantity_trim(const char *text, size_t *n);

/* How a quantity was written and is written back. */
enum quantity_format {
    QUANTITY_DECIMAL_SI,       /* 1500m, 3k */
    QUANTITY_BINARY_SI,        /* 512Mi */
    QUANTITY_DECIMAL_EXPONENT, /* 2e3 */
};

/* An exact quantity of either sign, |nano| < 2^126. */
struct quantity {
    __int128 nano;
    enum quantity_format format;
};

enum { QUANTITY_TEXT_SIZE = 64 }; /* room for every text of a quantity */

/* Parse n bytes; refused with *reterr: bad syntax, |value| of 2^126 nano (8.5e28) or more. */
bool quantity_read(const char *text, size_t n, struct quantity *ret, struct error *reterr);

/* The canonical text, as Kubernetes prints it: no fraction, the largest suffix that leaves an
 * integer; binary quantities below 1024 or with a fraction are written in decimal. */
void quantity_canonical(const struct quantity *quantity, char out[QUANTITY_TEXT_SIZE]);

/* The plain decimal, without suffix and trailing zeros: "-0.000000005". */
void quantity_decimal(const struct quantity *quantity, char out[QUANTITY_TEXT_SIZE]);

/* -1, 0 or 1 by value; the format does not count. */
int quantity_compare(const struct quantity *a, const struct quantity *b);

/* Sum, difference, product with an integer; false (ret untouched) when it does not fit. The result
 * has a's format, or b's when a is zero. */
bool quantity_add(const struct quantity *a, const struct quantity *b, struct quantity *ret);
bool quantity_sub(const struct quantity *a, const struct quantity *b, struct quantity *ret);
bool quantity_mul(const struct quantity *a, int64_t b, struct quantity *ret);

/* Round away from zero to a multiple of 10^power (-9 to 18); *ret_exact says that it already was
 * one. False when the result does not fit. */
bool quantity_round_up(const struct quantity *quantity, int power, struct quantity *ret,
                       bool *ret_exact);

/* The value in units of 10^power (-9 to 18), rounded away from zero (UP) or towards it (DOWN);
 * false when it does not fit int64. */
bool quantity_scaled(const struct quantity *quantity, int power, enum quantity_round round,
                     int64_t *ret);

/* Fill *reterr with `WHAT: found "TEXT"; expected EXPECTED`, a long text cut; returns false. For
 * the parsers of base/. */
bool quantity_refuse(struct error *reterr, const char *what, const char *text, size_t n,
                     const char *expected);

#endif
