/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json_window: the tokens of a file of which only a piece is in memory: the token at hand and what
 * was read behind it. Private to document/.
 */
#ifndef MUSTER_DOCUMENT_JSON_WINDOW_H
#define MUSTER_DOCUMENT_JSON_WINDOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "document/json_scan.h"

struct arena;

/* Set stream and chunk (bytes that are read at a time), all else 0. */
struct json_window {
    FILE *stream; /* can be rewound; closed by json_window_release */
    size_t chunk;
    char *text;
    size_t room;
    size_t checked; /* it is UTF-8 up to there */
    size_t taken;   /* bytes of the file so far */
    bool has_failed;
    struct json_scan scan;
};

void json_window_release(struct json_window *window);

/* Go to the start of the file, behind a byte order mark. False when it cannot be read. */
bool json_window_start(struct json_window *window);

/* The next token: JSON_BAD also when the file cannot be read, is not UTF-8 or passes
 * CAP_FILE_BYTES; never JSON_MORE. */
enum json_token json_window_next(struct json_window *window);

/* The text of the key or string at hand, terminated, in the arena; its length in *ret_length. */
const char *json_window_text(const struct json_window *window, struct arena *arena,
                             size_t *ret_length);

#endif
