/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * key: the bytes under which the tables of the builder and of the estate know a node, a stack or a
 * workload. Private to estate/.
 */
#ifndef MUSTER_ESTATE_KEY_H
#define MUSTER_ESTATE_KEY_H

#include <stdint.h>
#include <string.h>

#include "base/buf.h"

/* An owner and up to two names (second may be NULL); unambiguous, since names hold no 0. */
static inline void key_make(struct buf *key, int32_t owner, const char *first, const char *second)
{
    buf_clear(key);
    buf_add(key, (const char *)&owner, sizeof owner);
    buf_add(key, first, strlen(first) + 1);
    if (second)
        buf_add(key, second, strlen(second) + 1);
}

#endif
