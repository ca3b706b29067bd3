/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/json_keys.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "document/json_scan.h"

enum { PAIRS_MAX = 16 }; /* maps up to this size are compared pair by pair */

void json_keys_init(struct json_keys *keys)
{
    *keys = (struct json_keys){.count = 0};
    buf_init(&keys->text);
}

void json_keys_release(struct json_keys *keys)
{
    buf_release(&keys->text);
    free(keys->items);
}

void json_keys_open(struct json_keys *keys, size_t depth)
{
    assert(depth <= CAP_DEPTH);
    keys->first[depth] = keys->count;
}

void json_keys_add(struct json_keys *keys, const struct json_scan *scan)
{
    struct json_key key = {keys->text.length, scan->pos - scan->start - 2};
    const char *text = scan->text + scan->start + 1;
    buf_add(&keys->text, text, key.length);
    if (scan->has_escape) {
        key.length = json_unescape(text, key.length, keys->text.data + key.offset);
        keys->text.length = key.offset + key.length;
    }
    VEC_PUSH(keys->items, keys->count, keys->room, key);
}

bool json_keys_last_is(const struct json_keys *keys, const char *text)
{
    assert(keys->count > 0);
    const struct json_key *key = &keys->items[keys->count - 1];
    return key->length == strlen(text) &&
           memcmp(keys->text.data + key->offset, text, key->length) == 0;
}

static bool have_equal_pair(const char *text, const struct json_key *keys, size_t count)
{
    for (size_t i = 1; i < count; i++)
        for (size_t j = 0; j < i; j++)
            if (keys[i].length == keys[j].length &&
                memcmp(text + keys[i].offset, text + keys[j].offset, keys[i].length) == 0)
                return true;
    return false;
}

/* A key for sorting. */
struct named {
    const char *text;
    size_t length;
};

static int by_text(const void *a, const void *b)
{
    const struct named *x = a, *y = b;
    if (x->length != y->length)
        return x->length < y->length ? -1 : 1;
    return memcmp(x->text, y->text, x->length);
}

/* Sorted, equal keys are neighbours: no input makes this slow. */
static bool have_equal(const char *text, const struct json_key *keys, size_t count)
{
    struct named *names = calloc(count, sizeof *names);
    bool found = false;
    if (!names)
        error_out_of_memory();
    for (size_t i = 0; i < count; i++)
        names[i] = (struct named){text + keys[i].offset, keys[i].length};
    qsort(names, count, sizeof *names, by_text);
    for (size_t i = 1; i < count && !found; i++)
        found = by_text(&names[i - 1], &names[i]) == 0;
    free(names);
    return found;
}

bool json_keys_close(struct json_keys *keys, size_t depth)
{
    size_t first = keys->first[depth], count = keys->count - first;
    const struct json_key *own = keys->items + first;
    if (count == 0)
        return true;
    if (count <= PAIRS_MAX ? have_equal_pair(keys->text.data, own, count)
                           : have_equal(keys->text.data, own, count))
        return false;
    keys->text.length = own[0].offset;
    keys->count = first;
    return true;
}
