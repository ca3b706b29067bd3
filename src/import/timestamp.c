/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "import/timestamp.h"

#include <stddef.h>
#include <string.h>

enum { MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR, MOST_DAYS = 36500 };

/* Exactly `count` digits at *at, which moves on. */
static bool read_digits(const char **at, int count, int *ret)
{
    int value = 0;
    for (int i = 0; i < count; i++) {
        char c = (*at)[i];
        if (c < '0' || c > '9')
            return false;
        value = 10 * value + (c - '0');
    }
    *at += count;
    *ret = value;
    return true;
}

static bool read_one_of(const char **at, const char *set)
{
    if (**at == '\0' || !strchr(set, **at))
        return false;
    (*at)++;
    return true;
}

static int days_of_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

/* Days from 1970-01-01 in the Gregorian calendar, years from 0 to 9999. */
static int64_t days_since_1970(int year, int month, int day)
{
    enum { DAYS_TO_1970 = 719528 };
    int before = year > 0 ? year - 1 : 0; /* year 0 is a leap year itself */
    int64_t days =
        365 * (int64_t)year + (year > 0 ? 1 + before / 4 - before / 100 + before / 400 : 0);
    for (int m = 1; m < month; m++)
        days += days_of_month(year, m);
    return days + day - 1 - DAYS_TO_1970;
}

static bool read_date(const char **at, int64_t *ret_days)
{
    int year, month, day;
    if (!read_digits(at, 4, &year) || !read_one_of(at, "-") || !read_digits(at, 2, &month) ||
        !read_one_of(at, "-") || !read_digits(at, 2, &day))
        return false;
    if (month < 1 || month > 12 || day < 1 || day > days_of_month(year, month))
        return false;
    *ret_days = days_since_1970(year, month, day);
    return true;
}

static bool read_time(const char **at, int64_t *ret_s)
{
    int hour, minute, second;
    if (!read_digits(at, 2, &hour) || !read_one_of(at, ":") || !read_digits(at, 2, &minute) ||
        !read_one_of(at, ":") || !read_digits(at, 2, &second))
        return false;
    if (hour > 23 || minute > 59 || second > 60)
        return false;
    if (read_one_of(at, ".")) {
        size_t digits = strspn(*at, "0123456789");
        if (digits == 0)
            return false;
        *at += digits;
    }
    *ret_s = hour * HOUR + minute * MINUTE + second;
    return true;
}

static bool read_zone(const char **at, int64_t *ret_s)
{
    int hour, minute;
    *ret_s = 0;
    if (read_one_of(at, "Zz"))
        return true;
    int sign = **at == '-' ? -1 : 1;
    if (!read_one_of(at, "+-") || !read_digits(at, 2, &hour) || !read_one_of(at, ":") ||
        !read_digits(at, 2, &minute) || hour > 23 || minute > 59)
        return false;
    *ret_s = sign * (hour * HOUR + minute * MINUTE);
    return true;
}

bool timestamp_parse(const char *text, int64_t *ret_s)
{
    int64_t days, time_s, zone_s;
    if (!read_date(&text, &days) || !read_one_of(&text, "Tt ") || !read_time(&text, &time_s) ||
        !read_zone(&text, &zone_s) || *text != '\0')
        return false;
    *ret_s = days * DAY + time_s - zone_s;
    return true;
}

bool duration_parse(const char *text, int64_t *ret_s)
{
    static const char units[] = "smhd";
    static const int seconds[] = {1, MINUTE, HOUR, DAY};
    size_t digits = strspn(text, "0123456789");
    const char *unit = text[digits] ? strchr(units, text[digits]) : NULL;
    int64_t value = 0;
    if (digits == 0 || digits > 10 || !unit || text[digits + 1] != '\0')
        return false;
    for (size_t i = 0; i < digits; i++)
        value = 10 * value + (text[i] - '0');
    value *= seconds[unit - units];
    if (value > (int64_t)MOST_DAYS * DAY)
        return false;
    *ret_s = value;
    return true;
}
