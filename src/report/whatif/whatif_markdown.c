/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>

#include "base/arena.h"
#include "base/buf.h"
#include "report/whatif/whatif.h"
#include "report/whatif/whatif_markup.h"

enum { ROWS_MAX = 15, CHANGES_MAX = 10, LISTED_MAX = 5 };

static void write_side(const struct compare_side *side, bool is_before, struct arena *arena,
                       struct buf *out)
{
    if (side->stack && side->stack->verdict == VERDICT_FITS && side->stack->target[0]) {
        buf_add_text(out, "fits → ");
        markdown_code(out, side->stack->target);
        return;
    }
    buf_add_text(out, compare_side_text(side, is_before, arena));
}

static void write_row(const struct difference *d, struct arena *arena, struct buf *out)
{
    static const char *const signs[] = {"**− worse**", "**? open**", "+ better", "~ elsewhere"};
    buf_format(out, "| %s | ", signs[d->sign]);
    markdown_code(out, d->scenario);
    buf_add_text(out, " | ");
    markdown_code(out, d->path);
    buf_format(out, " | %" PRId64 " | ", d->tier);
    write_side(&d->before, true, arena, out);
    buf_add_text(out, " | ");
    write_side(&d->after, false, arena, out);
    if (d->is_tie)
        buf_add_text(out, " (a tie)");
    if (d->waiver) {
        buf_add_text(out, " (waived: ");
        markdown_code(out, d->waiver->owner);
        buf_format(out, ", until %s)", d->waiver->expires);
    }
    buf_add_text(out, " |\n");
}

/* Rows of what is worse and open first, over all tiers, so that a cut keeps the bad news. */
static void write_rows(const struct comparison *comparison, struct arena *arena, struct buf *out)
{
    int32_t shown = 0;
    if (comparison->difference_count == 0) {
        buf_add_text(out, "No stack changes its verdict or its target.\n");
        return;
    }
    buf_add_text(out, "| | scenario | stack | tier | before | after |\n"
                      "|---|---|---|---:|---|---|\n");
    for (int pass = 0; pass < 2; pass++)
        for (int32_t i = 0; i < comparison->difference_count && shown < ROWS_MAX; i++) {
            const struct difference *d = &comparison->differences[i];
            if ((d->sign <= COMPARE_OPEN) != (pass == 0))
                continue;
            write_row(d, arena, out);
            shown++;
        }
    if (shown < comparison->difference_count)
        buf_format(out, "\n… and %d more\n", (int)(comparison->difference_count - shown));
}

static void write_list(const char *title, const char *const *texts, int32_t count, struct buf *out)
{
    if (count == 0)
        return;
    buf_format(out, "\n%s:\n\n", title);
    for (int32_t i = 0; i < count && i < LISTED_MAX; i++) {
        buf_add_text(out, "- ");
        markdown_code(out, texts[i]);
        buf_add_char(out, '\n');
    }
    if (count > LISTED_MAX)
        buf_format(out, "- … and %d more\n", (int)(count - LISTED_MAX));
}

static void write_changes(const struct comparison *comparison, struct arena *arena, struct buf *out)
{
    const struct changes *changes = comparison->changes;
    buf_format(out, "\n<details><summary>%d change%s</summary>\n\n", (int)changes->count,
               changes->count == 1 ? "" : "s");
    for (int32_t i = 0; i < changes->count && i < CHANGES_MAX; i++) {
        const struct change *one = &changes->items[i];
        buf_format(out, "- %s ", change_kind_name(one->kind));
        markdown_code(out, one->text);
        buf_add_text(out, " (");
        markdown_code(out, arena_format(arena, "%s:%ld", one->file, one->line));
        buf_add_text(out, ")\n");
    }
    if (changes->count > CHANGES_MAX)
        buf_format(out, "- … and %d more\n", (int)(changes->count - CHANGES_MAX));
    buf_add_text(out, "\n</details>\n");
}

void whatif_write_markdown(const struct comparison *comparison, struct arena *arena,
                           struct buf *out)
{
    const int32_t *counts = comparison->counts;
    buf_format(out, "### muster: %s\n\n", compare_gate_text(comparison, arena));
    buf_format(out, "**%s** before, **%s** after; critical stacks not fully recovered: ",
               whatif_verdict(comparison->before), whatif_verdict(comparison->after));
    markdown_code(out, whatif_at_risk(comparison, arena));
    buf_add_text(out, ". Estate ");
    markdown_code(out, comparison->after->estate_name);
    buf_add_text(out, ", ");
    markdown_code(out, whatif_scope(comparison, arena));
    buf_add_text(out, ".\n\n");
    write_rows(comparison, arena, out);
    write_list("No place in their own cluster", comparison->unplaced, comparison->unplaced_count,
               out);
    write_list("Waivers", comparison->waiver_findings, comparison->waiver_finding_count, out);
    write_list("Not compared, only one side has them", comparison->unmatched,
               comparison->unmatched_count, out);
    buf_format(out, "\n%d better, %d worse, ", (int)counts[COMPARE_BETTER],
               (int)counts[COMPARE_WORSE]);
    if (counts[COMPARE_OPEN] > 0)
        buf_format(out, "%d open, ", (int)counts[COMPARE_OPEN]);
    buf_format(out, "%d elsewhere; %d critical as before", (int)counts[COMPARE_ELSEWHERE],
               (int)comparison->critical_same);
    if (comparison->reused > 0)
        buf_format(out, "; %d scenario%s not solved again", (int)comparison->reused,
                   comparison->reused == 1 ? "" : "s");
    buf_add_text(out, ".\n");
    write_changes(comparison, arena, out);
}
