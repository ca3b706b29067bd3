/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "import_maker.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "import/import.h"

static char folder[64];

static void write_file(const char *name, const char *text, bool is_there)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    if (!is_there) {
        unlink(path);
        return;
    }
    FILE *stream = fopen(path, "wb");
    ck_assert_ptr_nonnull(stream);
    fputs(text, stream);
    ck_assert_int_eq(fclose(stream), 0);
}

struct estate *import_texts(const struct import_texts *texts, struct error_list *errors)
{
    const char *const names[] = {"muster.yaml", "nodes.csv", "workloads.csv", "placements.csv",
                                 "stacks.csv"};
    const char *const contents[] = {texts->muster, texts->nodes, texts->workloads,
                                    texts->placements, texts->stacks};
    snprintf(folder, sizeof folder, "check_import.XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    for (size_t i = 0; i < 5; i++)
        if (contents[i])
            write_file(names[i], contents[i], true);
    memset(errors, 0, sizeof *errors);
    struct estate *estate = import_estate(folder, errors);
    for (size_t i = 0; i < 5; i++)
        if (contents[i])
            write_file(names[i], NULL, false);
    ck_assert_int_eq(rmdir(folder), 0);
    return estate;
}

/* A message is about a file of the folder, and may name another one. */
static void strip_folder(const char *line, struct buf *out)
{
    size_t skip = strlen(folder);
    if (strncmp(line, folder, skip) == 0)
        line += skip + (line[skip] == '/');
    for (const char *at = strstr(line, folder); at; at = strstr(line, folder)) {
        buf_add(out, line, (size_t)(at - line));
        buf_add_text(out, "DIR");
        line = at + skip;
    }
    buf_add_text(out, line);
}

void import_errors(const struct error_list *errors, struct buf *out)
{
    buf_init(out);
    for (size_t i = 0; i < errors->count; i++) {
        char line[2048];
        error_format(&errors->items[i], line, sizeof line);
        strip_folder(line, out);
        buf_add_char(out, '\n');
    }
}

void import_bad(const struct import_texts *texts, const char *expected)
{
    static struct error_list errors;
    struct buf messages;
    ck_assert_ptr_null(import_texts(texts, &errors));
    import_errors(&errors, &messages);
    ck_assert_str_eq(messages.data, expected);
    buf_release(&messages);
}

struct estate *import_good(const struct import_texts *texts)
{
    struct error_list *errors = calloc(1, sizeof *errors);
    struct import_texts whole = *texts;
    struct buf muster;
    buf_init(&muster);
    ck_assert_ptr_nonnull(errors);
    buf_format(&muster, "muster: 1\nname: test\n%s\n", texts->muster ? texts->muster : "");
    if (!texts->muster || !strstr(texts->muster, "clusters:"))
        buf_add_text(&muster, "clusters: [{name: a, orchestrator: csv}, "
                              "{name: b, orchestrator: csv}]\n");
    if (texts->nodes)
        buf_format(&muster, "sources: [nodes.csv%s%s]\n", texts->workloads ? ", workloads.csv" : "",
                   texts->placements ? ", placements.csv" : "");
    if (texts->stacks)
        buf_add_text(&muster, "stacks: stacks.csv\n");
    whole.muster = muster.data;
    struct estate *estate = import_texts(&whole, errors);
    struct buf messages;
    import_errors(errors, &messages);
    ck_assert_msg(estate != NULL, "%s", messages.data);
    buf_release(&messages);
    buf_release(&muster);
    free(errors);
    return estate;
}

const char *findings_of(const struct estate *estate, const char *code)
{
    static char text[65536];
    size_t used = 0;
    text[0] = '\0';
    for (int32_t i = 0; i < estate->finding_count; i++) {
        const struct finding *finding = &estate->findings[i];
        if (strcmp(finding->code, code) != 0)
            continue;
        used += (size_t)snprintf(
            text + used, sizeof text - used, "%s/%s/%s: %s\n",
            finding->cluster_ix < 0 ? "" : estate->clusters[finding->cluster_ix].name,
            finding->stack_ix < 0 ? "" : estate->stacks[finding->stack_ix].name,
            finding->node_ix < 0 ? "" : estate->nodes[finding->node_ix].name, finding->text);
    }
    return text;
}
