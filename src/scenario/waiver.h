/* SPDX-License-Identifier: GPL-3.0-or-later */
/* waiver: somebody answers for a finding until a day; data only. */
#ifndef MUSTER_SCENARIO_WAIVER_H
#define MUSTER_SCENARIO_WAIVER_H

#include <stdint.h>

struct waiver {
    const char *stack;    /* "shop", "east/shop" or "east/ns/shop" */
    const char *scenario; /* its name; NULL = every one */
    const char *owner, *reason;
    const char *expires; /* as written */
    int64_t expires_s;   /* the end of that day, in seconds since 1970 */
    const char *file;
    long line;
};

struct waivers {
    const struct waiver *items;
    int32_t count;
};

#endif
