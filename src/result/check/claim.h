/* SPDX-License-Identifier: GPL-3.0-or-later */
/* claim: one claim of a result, checked. */
#ifndef MUSTER_RESULT_CHECK_CLAIM_H
#define MUSTER_RESULT_CHECK_CLAIM_H

#include "verify/verify_report.h"

/* Counted, and refuted with its text where it does not hold; check has an arena and a report. */
#define CLAIM(check, holds, ...) \
    do { \
        (check)->report->claims++; \
        if (!(holds)) \
            report_refuted((check)->report, (check)->arena, __VA_ARGS__); \
    } while (0)

#endif
