/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/json_window.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/caps.h"
#include "base/error.h"
#include "document/tree.h"

enum { MARK_BYTES = 3 }; /* of a byte order mark, and at most what a cut character has */

void json_window_release(struct json_window *window)
{
    fclose(window->stream);
    free(window->text);
}

/* Read on: what stands before the token goes, a chunk comes behind the rest. */
static bool read_more(struct json_window *window)
{
    struct json_scan *scan = &window->scan;
    size_t kept = scan->n - scan->pos;
    if (scan->pos > 0) {
        memmove(window->text, window->text + scan->pos, kept);
        window->checked -= window->checked < scan->pos ? window->checked : scan->pos;
        scan->pos = 0;
    }
    if (window->room - kept < window->chunk) {
        window->room = 2 * kept + window->chunk;
        window->text = realloc(window->text, window->room);
        if (!window->text)
            error_out_of_memory();
    }
    size_t got = fread(window->text + kept, 1, window->chunk, window->stream);
    scan->text = window->text;
    scan->n = kept + got;
    scan->is_last = got < window->chunk;
    window->taken += got;
    window->checked += tree_first_bad(window->text + window->checked, scan->n - window->checked);
    /* A character may be cut at the end of a chunk. */
    size_t rest = scan->n - window->checked;
    return !ferror(window->stream) && window->taken <= CAP_FILE_BYTES &&
           (rest == 0 || (!scan->is_last && rest <= MARK_BYTES));
}

enum json_token json_window_next(struct json_window *window)
{
    for (;;) {
        enum json_token token = window->has_failed ? JSON_BAD : json_scan_next(&window->scan);
        if (token != JSON_MORE)
            return token;
        window->has_failed = !read_more(window);
    }
}

bool json_window_start(struct json_window *window)
{
    window->scan = (struct json_scan){.text = window->text};
    window->checked = window->taken = 0;
    window->has_failed = fseek(window->stream, 0, SEEK_SET) != 0;
    while (!window->has_failed && !window->scan.is_last && window->scan.n < MARK_BYTES)
        window->has_failed = !read_more(window);
    if (window->scan.n >= MARK_BYTES && memcmp(window->text, "\xef\xbb\xbf", MARK_BYTES) == 0)
        window->scan.pos = MARK_BYTES;
    return !window->has_failed;
}

const char *json_window_text(const struct json_window *window, struct arena *arena,
                             size_t *ret_length)
{
    const struct json_scan *scan = &window->scan;
    const char *text = scan->text + scan->start + 1;
    size_t n = scan->pos - scan->start - 2;
    if (!scan->has_escape) {
        *ret_length = n;
        return n ? arena_strndup(arena, text, n) : "";
    }
    char *out = arena_alloc(arena, n + 1, 1);
    *ret_length = json_unescape(text, n, out);
    return out;
}
