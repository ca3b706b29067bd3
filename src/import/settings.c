/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "import/settings.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"

enum { DIGITS_MAX = 18 }; /* more than any cap has, and fits */

static const char *find_label(const struct label *labels, int32_t count, const char *key)
{
    for (int32_t i = 0; i < count; i++)
        if (strcmp(labels[i].key, key) == 0)
            return labels[i].value;
    return NULL;
}

void settings_failover(const struct import_settings *settings, struct builder *builder,
                       int32_t workload, const struct label_list lists[2],
                       const struct origin *origin)
{
    const char *key = NULL, *text = NULL;
    for (int32_t k = 0; !text && k < settings->failover_key_count; k++) {
        key = settings->failover_keys[k];
        for (int i = 0; !text && i < 2; i++)
            text = find_label(lists[i].items, lists[i].count, key);
    }
    if (!text)
        return;
    size_t n = strlen(text);
    if (n == 0 || n > DIGITS_MAX || strspn(text, "0123456789") != n)
        builder_error(builder, origin,
                      "label %.150s: found \"%.60s\"; expected a whole number of replicas", key,
                      text);
    else
        builder_workload_failover(builder, workload, strtoll(text, NULL, 10));
}
