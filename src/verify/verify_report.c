/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "verify/verify_report.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/arena.h"
#include "verify/verify.h"

void report_refuted(struct verify_report *report, struct arena *arena, const char *format, ...)
{
    char text[1024];
    va_list arguments;

    if (report->refuted < REFUTATION_MAX) {
        va_start(arguments, format);
        vsnprintf(text, sizeof text, format, arguments);
        va_end(arguments);
        report->texts[report->refuted] = arena_strdup(arena, text);
    }
    if (report->refuted < INT32_MAX)
        report->refuted++;
}

long long report_number(wide_int value)
{
    if (value > INT64_MAX)
        return INT64_MAX;
    return value < INT64_MIN ? INT64_MIN : (long long)value;
}
