/* SPDX-License-Identifier: GPL-3.0-or-later */
/* date: days and times in UTC and without the C library's time zones. */
#ifndef MUSTER_BASE_DATE_H
#define MUSTER_BASE_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Seconds since 1970 of 2026-11-20T09:00:00Z, or of the last second of 2026-11-20; years 1970 to
 * 9999. False when text is neither. */
bool date_parse(const char *text, int64_t *ret_s);

enum { DATE_SIZE = 32 };

/* 2026-11-20T09:00:00Z; times before 1970 print as 1970-01-01T00:00:00Z. */
void date_format(int64_t seconds, char out[DATE_SIZE]);

/* Now. */
int64_t date_now(void);

#endif
