/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * intern: names to small indices, 0, 1, 2, ... in order of first use. Iteration by index, never by
 * hash, so nothing depends on hash order.
 */
#ifndef MUSTER_BASE_INTERN_H
#define MUSTER_BASE_INTERN_H

#include <stddef.h>
#include <stdint.h>

struct intern;

struct intern *intern_new(void);
void intern_free(struct intern *intern); /* NULL is allowed */

/* Index of the n bytes at name; added when new. The table keeps a copy. */
int32_t intern_add(struct intern *intern, const char *name, size_t n);

/* Index of name, or -1 when it was never added. */
int32_t intern_find(const struct intern *intern, const char *name, size_t n);

/* The text of an index; lives as long as the table. */
const char *intern_name(const struct intern *intern, int32_t index);

int32_t intern_count(const struct intern *intern);

#endif
