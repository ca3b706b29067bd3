/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "result/finding_group.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "document/document.h"
#include "document/json_writer.h"
#include "estate/finding.h"
#include "result/reader.h"

/* A finding beside the place it had, which breaks ties. */
struct ranked {
    const struct finding *finding;
    int32_t place;
};

static int compare_ranked(const void *a, const void *b)
{
    const struct ranked *x = a;
    const struct ranked *y = b;
    if (x->finding->severity != y->finding->severity)
        return x->finding->severity > y->finding->severity ? -1 : 1;
    int order = strcmp(x->finding->code, y->finding->code);
    return order ? order : (x->place > y->place) - (x->place < y->place);
}

static bool is_of(const struct result_finding *group, const struct finding *finding)
{
    return !strcmp(group->code, finding->code) &&
           !strcmp(group->severity, severity_name(finding->severity));
}

static const char *where_of(const struct estate *estate, const struct finding *finding,
                            struct arena *arena)
{
    struct buf text;
    buf_init(&text);
    finding_add_where(estate, finding, &text);
    const char *kept = arena_strndup(arena, text.data, text.length);
    buf_release(&text);
    return kept;
}

void result_tell_findings(const struct estate *estate, const struct finding *more,
                          int32_t more_count, struct arena *arena, struct result *ret)
{
    int32_t all = estate->finding_count + more_count;
    struct ranked *ranked = ARENA_NEW(arena, all, struct ranked);
    struct result_finding *groups = ARENA_NEW(arena, all, struct result_finding);
    struct result_finding *group = NULL;
    const char **where = NULL;
    for (int32_t i = 0; i < all; i++)
        ranked[i] = (struct ranked){
            i < estate->finding_count ? &estate->findings[i] : &more[i - estate->finding_count], i};
    if (all > 0)
        qsort(ranked, (size_t)all, sizeof *ranked, compare_ranked);
    for (int32_t i = 0; i < all; i++) {
        const struct finding *finding = ranked[i].finding;
        if (!group || !is_of(group, finding)) {
            group = &groups[ret->finding_count++];
            where = ARENA_NEW(arena, FINDING_WHERE_MAX, const char *);
            *group = (struct result_finding){.severity = severity_name(finding->severity),
                                             .code = finding->code,
                                             .text = finding->text,
                                             .where = where};
        }
        group->count++;
        if (group->where_count < FINDING_WHERE_MAX) {
            const char *place = where_of(estate, finding, arena);
            if (group->where_count == 0 || strcmp(where[group->where_count - 1], place) != 0)
                where[group->where_count++] = place;
        }
    }
    ret->findings = groups;
    ret->has_findings = true;
}

void result_findings_write(struct json_writer *json, const struct result *result)
{
    if (!result->has_findings)
        return;
    json_key(json, "findings");
    json_list(json, false);
    for (int32_t i = 0; i < result->finding_count; i++) {
        const struct result_finding *group = &result->findings[i];
        json_object(json, true);
        json_member_string(json, "severity", group->severity);
        json_member_string(json, "code", group->code);
        json_member_integer(json, "count", group->count);
        json_member_texts(json, "where", group->where, group->where_count);
        json_member_string(json, "text", group->text);
        json_end(json);
    }
    json_end(json);
}

static const char *name_of_severity(int severity)
{
    return severity_name((enum severity)severity);
}

void result_findings_read(struct reader *reader, const struct value *top, struct result *ret)
{
    const struct value *item = reader_list(reader, top, "findings", false, &ret->finding_count);
    struct result_finding *groups =
        ARENA_NEW(reader->arena, ret->finding_count, struct result_finding);
    ret->findings = groups;
    ret->has_findings = value_get(top, "findings") != NULL;
    for (; item; item = item->next, groups++) {
        int severity = reader_word(reader, item, "severity", name_of_severity, SEVERITY_ERROR + 1);
        groups->severity = name_of_severity(severity);
        groups->code = reader_text(reader, item, "code");
        groups->count = reader_integer(reader, item, "count");
        groups->where = reader_texts(reader, item, "where", true, &groups->where_count);
        groups->text = reader_text(reader, item, "text");
    }
}
