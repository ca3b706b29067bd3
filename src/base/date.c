/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/date.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { DAY_S = 86400 };

/* Days since 1970-01-01 of a date of the Gregorian calendar, counted in years that begin in March
 * so that the leap day is the last one. */
static int64_t days_of(int64_t year, int64_t month, int64_t day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t m = month <= 2 ? month + 9 : month - 3;
    return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
}

static int64_t days_in(int64_t year, int64_t month)
{
    int64_t next = month == 12 ? days_of(year + 1, 1, 1) : days_of(year, month + 1, 1);
    return next - days_of(year, month, 1);
}

/* The digits of text where the pattern has 'd'; every other character must be equal. */
static bool matches(const char *pattern, const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        bool is_digit = text[i] >= '0' && text[i] <= '9';
        if (pattern[i] == 'd' ? !is_digit : text[i] != pattern[i])
            return false;
    }
    return true;
}

static int64_t number(const char *text, size_t n)
{
    int64_t value = 0;
    for (size_t i = 0; i < n; i++)
        value = value * 10 + (text[i] - '0');
    return value;
}

bool date_parse(const char *text, int64_t *ret_s)
{
    size_t n = strlen(text);
    if ((n != 10 && n != 20) || !matches("dddd-dd-ddTdd:dd:ddZ", text, n))
        return false;
    int64_t year = number(text, 4);
    int64_t month = number(text + 5, 2);
    int64_t day = number(text + 8, 2);
    if (year < 1970 || month < 1 || month > 12 || day < 1 || day > days_in(year, month))
        return false;
    int64_t in_day = DAY_S - 1;
    if (n == 20) {
        int64_t hour = number(text + 11, 2);
        int64_t minute = number(text + 14, 2);
        int64_t second = number(text + 17, 2);
        if (hour > 23 || minute > 59 || second > 59)
            return false;
        in_day = hour * 3600 + minute * 60 + second;
    }
    *ret_s = days_of(year, month, day) * DAY_S + in_day;
    return true;
}

void date_format(int64_t seconds, char out[DATE_SIZE])
{
    time_t when = seconds > 0 ? (time_t)seconds : 0;
    struct tm parts;
    if (!gmtime_r(&when, &parts) || !strftime(out, DATE_SIZE, "%Y-%m-%dT%H:%M:%SZ", &parts))
        snprintf(out, DATE_SIZE, "1970-01-01T00:00:00Z");
}

int64_t date_now(void)
{
    return (int64_t)time(NULL);
}
