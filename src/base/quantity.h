/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * quantity: Kubernetes quantities ("250m", "1.5", "512Mi", "2e3") as exact integers.
 *
 * The grammar is that of k8s.io/apimachinery/pkg/api/resource: sign, decimal number, then one of
 * n u m "" k M G T P E (powers of 1000), Ki Mi Gi Ti Pi Ei (powers of 1024) or a decimal exponent
 * e/E followed by a signed integer. Values are kept as a 128-bit count of 10^-9 (nano); finer
 * digits are rounded up (away from zero), as Kubernetes does.
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

/* Parse n bytes as a quantity and give it in units of 10^-scale10 (scale10 3 = milli, 0 = whole),
 * rounded as said. Refused with *reterr (no position set): bad syntax, a negative value, a result
 * over CAP_QUANTITY. */
bool quantity_parse(const char *text, size_t n, int scale10, enum quantity_round round,
                    int64_t *ret_value, struct error *reterr);

#endif
