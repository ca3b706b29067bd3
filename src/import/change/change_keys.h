/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * change_keys: the map of one change to a change_order. Private to change_file.
 */
#ifndef MUSTER_IMPORT_CHANGE_KEYS_H
#define MUSTER_IMPORT_CHANGE_KEYS_H

#include "import/estate_keys.h"
#include "scenario/change.h"

/* A change as it is read; the rest is that of add_stack. */
struct change_entry {
    struct change_order order;
    struct source_ref ref;
    const char *const *paths;
    int32_t path_count;
    const char *const *replaces; /* stacks that go first */
    int32_t replace_count;
};

/* Read the map under the key that names the change. False with errors when it is not right. */
bool change_keys_read(struct keys_reader *reader, const struct value *map,
                      struct change_entry *ret);

#endif
