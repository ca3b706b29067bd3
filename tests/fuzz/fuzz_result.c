/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a saved result: refused with a message, or read; what was read is written, read and
 * written again as the same bytes, and every report of it can be made. */
#include "fuzz/fuzz.h"

#include <assert.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "document/document.h"
#include "report/csv.h"
#include "report/table/table.h"
#include "result/result_json.h"

static void write_all(struct result *result, struct arena *arena)
{
    struct judge_options judge = {0};
    struct table_options table = {.width = 80, .judge = judge};
    struct buf out;

    buf_init(&out);
    result_judge(result, &judge, arena);
    table_write(result, &table, arena, &out);
    table.width = 120;
    table.is_wide = true;
    table_write(result, &table, arena, &out);
    result_csv_write(result, &out);
    buf_release(&out);
}

static void read_again(const struct buf *text, struct arena *arena)
{
    struct error error = {0};
    struct result result;
    struct buf again;
    struct document *document =
        document_parse_parts(text->data, text->length, result_json_parts(), "input", &error);

    assert(document);
    assert(result_json_read(document, arena, &result, &error));
    buf_init(&again);
    result_json_write(&result, &again);
    assert(!strcmp(text->data, again.data));
    buf_release(&again);
    document_free(document);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error error = {0};
    struct arena *arena = arena_new();
    struct result result;
    struct document *document =
        document_parse((const char *)data, size, DOCUMENT_JSON, "input", &error);

    if (document && result_json_read(document, arena, &result, &error)) {
        struct buf text;

        buf_init(&text);
        result_json_write(&result, &text);
        read_again(&text, arena);
        buf_release(&text);
        write_all(&result, arena);
    } else {
        assert(error.code != ERROR_NONE && error.text[0] != '\0');
    }
    document_free(document);
    arena_free(arena);
    return 0;
}
