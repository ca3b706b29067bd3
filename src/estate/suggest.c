/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "estate/suggest.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

const char *suggest(const char *word, const char *const *candidates, size_t count,
                    char out[SUGGEST_SIZE])
{
    static const char more[] = ", ...";
    const char *nearest = text_nearest(word, candidates, count);
    if (nearest) {
        snprintf(out, SUGGEST_SIZE, "did you mean \"%.200s\"?", nearest);
        return out;
    }
    if (count == 0) {
        snprintf(out, SUGGEST_SIZE, "there is none");
        return out;
    }
    size_t used = (size_t)snprintf(out, SUGGEST_SIZE, "expected one of ");
    for (size_t i = 0; i < count; i++) {
        size_t n = strlen(candidates[i]);
        if (used + n + 2 + sizeof more > SUGGEST_SIZE) {
            snprintf(out + used, SUGGEST_SIZE - used, "%s", i > 0 ? more : "...");
            break;
        }
        used += (size_t)snprintf(out + used, SUGGEST_SIZE - used, "%s%s", i > 0 ? ", " : "",
                                 candidates[i]);
    }
    return out;
}
