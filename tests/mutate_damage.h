/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mutate_damage: damages the text of a result, for mutate_result. */
#ifndef MUSTER_TESTS_MUTATE_DAMAGE_H
#define MUSTER_TESTS_MUTATE_DAMAGE_H

#include <stddef.h>

/* A text grows by less than this with each damage. */
enum { DAMAGE_GROWTH = 4096 };

/* A number below n, the same in each run. */
size_t damage_pick(size_t n);

/* One damage from `first` on: a bit, a digit, a truth value, a number, a word in the place of
 * another, an element of a list or a field left out or doubled. Returns the new length; the text
 * has room for n + DAMAGE_GROWTH, and ends with 0. */
size_t damage_text(char *text, size_t n, size_t first);

#endif
