/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text: UTF-8 checks, names made safe to show, and small string helpers.
 */
#ifndef MUSTER_BASE_TEXT_H
#define MUSTER_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* Length in bytes (1 to 4) of the valid UTF-8 sequence at s (n bytes are readable), or 0 if there
 * is none: overlong forms, surrogates and values past U+10FFFF are invalid. A NUL byte is valid
 * here (length 1). */
size_t text_utf8_length(const char *s, size_t n);

/* Offset of the first byte that is not valid UTF-8 or is NUL; n if there is none. */
size_t text_first_invalid(const char *s, size_t n);

/* Bytes of the next character (n > 0 are readable; a byte that begins none counts as one), and
 * whether it may be shown: no C0, DEL, C1, bidirectional control or invalid byte. */
size_t text_step(const char *s, size_t n, bool *ret_is_safe);

/* Copy text so that it can be shown on a terminal in one line: C0, DEL, C1, bidirectional
 * controls and invalid bytes become \xNN (of each byte). Cuts at a character when size is short. */
void text_make_safe(const char *text, char *out, size_t size);

/* Columns that a safe text takes on a terminal: one a code point (East Asian wide ones: two,
 * combining ones: none). */
size_t text_columns(const char *text);

/* The nearest of `count` candidates to word by edit distance, or NULL when none is close enough to
 * suggest (more than a third of its length away, at least 1). Ties: the first one. */
const char *text_nearest(const char *word, const char *const *candidates, size_t count);

/* Shell-style match of the whole text: `*` any run, `?` one character, no other specials. */
bool text_glob(const char *pattern, const char *text);

/* Are the texts equal but for the case of ASCII letters? Of other characters only the two that
 * Unicode folds to such a letter count as one, U+017F (s) and U+212A (k); the rest is compared as
 * it is. Enough for Go's strings.EqualFold when one of the two is ASCII. */
bool text_equal_fold(const char *a, const char *b);

/* Numbers inside names compare as numbers, so that n2 comes before n10. Falls back to bytes on a
 * tie, so it is a total order. For sorting what a person reads. */
int text_compare_natural(const char *a, const char *b);

#endif
