/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * draw_figures TEMPLATES FOLDER GNUPLOT LIMIT RESULT...: the figures of the last result, into
 * FOLDER. Prints a line for each: name, drawn|missing|failed, width x height, title or why not.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/error.h"
#include "document/document.h"
#include "report/review/figure.h"
#include "result/result_json.h"

static int fail(const struct error *error)
{
    char text[1024];
    error_format(error, text, sizeof text);
    fprintf(stderr, "%s\n", text);
    return 3;
}

int main(int argc, char **argv)
{
    struct error error = {0};
    struct judge_options judge = {0};
    struct figures figures = {0};
    if (argc < 6)
        return 2;
    struct arena *arena = arena_new();
    const struct result **results = ARENA_NEW(arena, argc, const struct result *);
    for (int i = 5; i < argc; i++) {
        struct result *result = ARENA_NEW(arena, 1, struct result);
        struct document *document = document_read(argv[i], &error);
        if (!document || !result_json_read(document, arena, result, &error))
            return fail(&error);
        document_free(document);
        result_judge(result, &judge, arena);
        results[i - 5] = result;
    }
    struct figure_options options = {.folder = argv[2],
                                     .templates = argv[1],
                                     .gnuplot = argv[3],
                                     .time_limit_s = (int32_t)strtol(argv[4], NULL, 10),
                                     .jobs = 2,
                                     .judge = &judge};
    if (!figures_draw(results, argc - 5, &options, arena, &figures, &error))
        return fail(&error);
    int status = 0;
    for (int32_t i = 0; i < figures.count; i++) {
        const struct figure *f = &figures.items[i];
        status |= f->is_failed;
        printf("%s\t%s\t%dx%d\t%s\n", f->name,
               f->is_failed ? "failed"
               : f->missing ? "missing"
                            : "drawn",
               (int)f->width, (int)f->height, f->missing ? f->missing : f->title);
    }
    arena_free(arena);
    return status;
}
