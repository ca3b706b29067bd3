/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify_report: notes what does not hold.
 */
#ifndef MUSTER_VERIFY_VERIFY_REPORT_H
#define MUSTER_VERIFY_VERIFY_REPORT_H

#include "verify/verify_question.h"

struct verify_report;

/* One more refuted claim; the first REFUTATION_MAX keep their text, in the arena. */
void report_refuted(struct verify_report *report, struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A sum for a text, cut to what int64 holds. */
long long report_number(wide_int value);

#endif
