/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * suggest: the end of a message about an unknown name.
 */
#ifndef MUSTER_ESTATE_SUGGEST_H
#define MUSTER_ESTATE_SUGGEST_H

#include <stddef.h>

enum { SUGGEST_SIZE = 400 };

/* Write `did you mean "NEAREST"?` to out, or, when no candidate is near, `expected one of A, B, C`
 * (as many as have room, then ", ..."), or `there is none` without candidates. Returns out. */
const char *suggest(const char *word, const char *const *candidates, size_t count,
                    char out[SUGGEST_SIZE]);

#endif
