/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * change_amounts: amounts by resource in a change, such as {cpu: 500m, memory: 2Gi}. Private to
 * change_keys.
 */
#ifndef MUSTER_IMPORT_CHANGE_AMOUNTS_H
#define MUSTER_IMPORT_CHANGE_AMOUNTS_H

#include <stdbool.h>

#include "scenario/change.h"

struct keys_reader;
struct value;

/* Read a map; demand rounds up, capacity down. What is wrong is refused, and left out. */
void change_amounts_read(struct keys_reader *reader, const struct value *value, bool is_capacity,
                         struct change_amounts *ret);

#endif
