/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "facts/kinds.h"

const char *vector_text(const struct value *vector, const char *first, const char *second)
{
    const struct value *value = value_get(vector, first);
    if (second)
        value = value_get(value, second);
    bool is_scalar = value && value->kind != VALUE_LIST && value->kind != VALUE_MAP;
    return is_scalar ? value->text : NULL;
}

bool vector_agrees(const struct value *vector, const char *key, const char *found, struct buf *why)
{
    const char *expected = vector_text(vector, "expected", key);
    if (!expected || strcmp(expected, found) == 0)
        return true;
    buf_format(why, "%s%s: found %s, expected %s", why->length ? "; " : "", key, found, expected);
    return false;
}

bool vector_agrees_ok(const struct value *vector, bool ok, struct buf *why)
{
    return vector_agrees(vector, "ok", ok ? "true" : "false", why);
}

enum outcome vector_outcome(const struct buf *why)
{
    return why->length ? OUTCOME_FAILED : OUTCOME_PASSED;
}
