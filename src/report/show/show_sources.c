/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which file says what. */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/intern.h"
#include "estate/estate.h"
#include "report/line.h"
#include "report/show/show_sources.h"

enum { SOURCES_SHOWN = 12, SOURCE_WIDTH = 40, SOURCE_WIDTH_WIDE = 76 };

struct source_counts {
    int64_t nodes, workloads, replicas;
};

static void count(struct line *line, size_t end, int64_t value)
{
    char text[NUMBER_SIZE];
    number_count(value, text);
    line_right(line, end, SGR_PLAIN, text);
}

static struct source_counts *counts_of(struct intern *names, const char *source,
                                       struct source_counts *counts)
{
    return &counts[intern_add(names, source, strlen(source))];
}

void show_write_sources(const struct estate *estate, bool is_wide, struct line *line)
{
    struct arena *arena = arena_new();
    struct intern *names = intern_new();
    size_t width = is_wide ? SOURCE_WIDTH_WIDE : SOURCE_WIDTH;
    struct source_counts *counts = ARENA_NEW(
        arena, (int64_t)estate->node_count + estate->workload_count, struct source_counts);
    for (int32_t n = 0; n < estate->node_count; n++)
        counts_of(names, estate->nodes[n].source, counts)->nodes++;
    for (int32_t w = 0; w < estate->workload_count; w++) {
        struct source_counts *of = counts_of(names, estate->workloads[w].source, counts);
        of->workloads++;
        of->replicas += estate->workloads[w].replicas;
    }
    int32_t total = intern_count(names);
    if (total > 0) {
        line_end(line);
        line_left(line, 0, width, SGR_BOLD, "SOURCE");
        line_right(line, width + 7, SGR_BOLD, "NODES");
        line_right(line, width + 18, SGR_BOLD, "WORKLOADS");
        line_right(line, width + 28, SGR_BOLD, "REPLICAS");
        line_end(line);
    }
    int32_t shown = is_wide || total <= SOURCES_SHOWN ? total : SOURCES_SHOWN;
    for (int32_t i = 0; i < shown; i++) {
        const char *name = intern_name(names, i);
        line_left(line, 0, width, SGR_PLAIN, name[0] ? name : "(not known)");
        count(line, width + 7, counts[i].nodes);
        count(line, width + 18, counts[i].workloads);
        count(line, width + 28, counts[i].replicas);
        line_end(line);
    }
    if (shown < total)
        buf_format(line->out, "... and %d more files (-o wide shows all)\n", (int)(total - shown));
    intern_free(names);
    arena_free(arena);
}
