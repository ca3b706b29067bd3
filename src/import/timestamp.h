/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * timestamp: points and lengths of time as muster.yaml and the command line write them.
 */
#ifndef MUSTER_IMPORT_TIMESTAMP_H
#define MUSTER_IMPORT_TIMESTAMP_H

#include <stdbool.h>
#include <stdint.h>

/* "2026-11-20T09:00:00Z", "2026-11-20t09:00:00.5+01:00" (RFC 3339) as seconds since 1970 in UTC,
 * fractions cut off. Every field must be in its range; a leap second counts as the next second.
 * False when it is nothing of the kind. */
bool timestamp_parse(const char *text, int64_t *ret_s);

/* "45s", "30m", "12h", "7d": a whole number and a unit, as seconds; at most 36500 days. False when
 * it is nothing of the kind. */
bool duration_parse(const char *text, int64_t *ret_s);

#endif
