/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "report/line.h"
#include "report/whatif/whatif.h"

enum {
    SCENARIO_WIDTH = 26,
    STACK_WIDTH = 14,
    STACK_WIDTH_WIDE = 40,
    SIDE_WIDTH = 20,
    SIDE_WIDTH_WIDE = 32,
    ELSEWHERE_MAX = 10, /* lines with ~; wide: all */
    CHANGES_MAX = 20,
};

struct layout {
    size_t scenario, stack, before; /* widths */
    size_t stack_at, tier_end, before_at, after_at;
};

static const char *sgr_of(enum compare_sign sign)
{
    return sign == COMPARE_WORSE    ? "31"
           : sign == COMPARE_OPEN   ? SGR_WARN
           : sign == COMPARE_BETTER ? SGR_GOOD
                                    : SGR_WARN;
}

static size_t wider(size_t width, const char *text, size_t most)
{
    size_t n = line_measure(text, most);
    return n > width ? n : width;
}

static struct layout lay_out(const struct comparison *comparison, bool is_wide, struct arena *arena)
{
    struct layout layout = {strlen("SCENARIO"), strlen("STACK"), strlen("BEFORE"), 0, 0, 0, 0};
    for (int32_t i = 0; i < comparison->difference_count; i++) {
        const struct difference *d = &comparison->differences[i];
        layout.scenario = wider(layout.scenario, d->scenario, SCENARIO_WIDTH);
        layout.stack = wider(layout.stack, is_wide ? d->path : d->name,
                             is_wide ? STACK_WIDTH_WIDE : STACK_WIDTH);
        layout.before = wider(layout.before, compare_side_text(&d->before, true, arena),
                              is_wide ? SIDE_WIDTH_WIDE : SIDE_WIDTH);
    }
    layout.stack_at = 2 + layout.scenario + 2;
    layout.tier_end = layout.stack_at + layout.stack + 2 + strlen("TIER");
    layout.before_at = layout.tier_end + 2;
    layout.after_at = layout.before_at + layout.before + 2;
    return layout;
}

/* ---- what was changed */

/* "change.yaml:3"; wide: with the folders. */
static const char *place_text(const struct change *one, bool is_wide, struct arena *arena)
{
    const char *slash = strrchr(one->file, '/');
    return arena_format(arena, "%s:%ld", slash && !is_wide ? slash + 1 : one->file, one->line);
}

static void write_changes(const struct comparison *comparison, const struct whatif_options *options,
                          struct arena *arena, struct line *line)
{
    const struct changes *changes = comparison->changes;
    size_t verb = 0, place = 0, text = 0;
    for (int32_t i = 0; i < changes->count; i++) {
        const struct change *one = &changes->items[i];
        verb = wider(verb, change_kind_name(one->kind), 12);
        text = wider(text, one->text, 200);
        place = wider(place, place_text(one, options->is_wide, arena), 40);
    }
    size_t room =
        options->width > 2 + verb + 2 + 2 + place ? options->width - (2 + verb + 2 + 2 + place) : 1;
    text = text < room ? text : room;
    line_add(line, SGR_BOLD, "CHANGE");
    line_end(line);
    for (int32_t i = 0; i < changes->count && (options->is_wide || i < CHANGES_MAX); i++) {
        const struct change *one = &changes->items[i];
        const char *where = place_text(one, options->is_wide, arena);
        line_left(line, 2, verb, SGR_PLAIN, change_kind_name(one->kind));
        line_left(line, 2 + verb + 2, text, SGR_PLAIN, one->text);
        line_left(line, 2 + verb + 2 + text + 2, place, SGR_DIM, where);
        line_end(line);
    }
    if (changes->count > CHANGES_MAX && !options->is_wide)
        buf_format(line->out, "  and %d more\n", (int)(changes->count - CHANGES_MAX));
}

/* ---- differences */

static void write_difference(const struct difference *d, const struct layout *layout,
                             const struct whatif_options *options, struct arena *arena,
                             struct line *line)
{
    const char sign[2] = {compare_letter(d->sign), '\0'};
    const char *after = compare_side_text(&d->after, false, arena);
    if (d->is_tie)
        after = arena_format(arena, "%s (a tie)", after);
    if (d->waiver)
        after = arena_format(arena, "%s (waived: %s, until %s)", after, d->waiver->owner,
                             d->waiver->expires);
    size_t room = options->width > layout->after_at ? options->width - layout->after_at : 1;
    line_left(line, 0, 1, sgr_of(d->sign), sign);
    line_left(line, 2, layout->scenario, SGR_PLAIN, d->scenario);
    line_left(line, layout->stack_at, layout->stack, SGR_PLAIN,
              options->is_wide ? d->path : d->name);
    line_right(line, layout->tier_end, SGR_PLAIN, arena_format(arena, "%" PRId64, d->tier));
    line_left(line, layout->before_at, layout->before, SGR_PLAIN,
              compare_side_text(&d->before, true, arena));
    line_left(line, layout->after_at, room, SGR_PLAIN, after);
    line_end(line);
}

static void write_differences(const struct comparison *comparison,
                              const struct whatif_options *options, struct arena *arena,
                              struct line *line)
{
    struct layout layout = lay_out(comparison, options->is_wide, arena);
    int32_t elsewhere = 0;
    if (comparison->difference_count == 0) {
        buf_add_text(line->out, "no stack changes its verdict or its target\n");
        return;
    }
    line_left(line, 2, layout.scenario, SGR_BOLD, "SCENARIO");
    line_left(line, layout.stack_at, layout.stack, SGR_BOLD, "STACK");
    line_right(line, layout.tier_end, SGR_BOLD, "TIER");
    line_left(line, layout.before_at, layout.before, SGR_BOLD, "BEFORE");
    line_left(line, layout.after_at, 5, SGR_BOLD, "AFTER");
    line_end(line);
    for (int32_t i = 0; i < comparison->difference_count; i++) {
        const struct difference *d = &comparison->differences[i];
        if (d->sign == COMPARE_ELSEWHERE && elsewhere++ >= ELSEWHERE_MAX && !options->is_wide)
            continue;
        write_difference(d, &layout, options, arena, line);
    }
    if (elsewhere > ELSEWHERE_MAX && !options->is_wide)
        buf_format(line->out, "~ and %d more elsewhere (-o wide shows all)\n",
                   (int)(elsewhere - ELSEWHERE_MAX));
}

/* ---- totals and the verdict */

static void write_list(const struct whatif_options *options, struct line *line, const char *title,
                       const char *const *texts, int32_t count)
{
    if (count == 0)
        return;
    line_add(line, SGR_WARN, title);
    line_end(line);
    for (int32_t i = 0; i < count; i++) {
        line_left(line, 2, 0, SGR_PLAIN, "");
        line_wrapped(line, 2, options->width, texts[i]);
        line_end(line);
    }
    buf_add_char(line->out, '\n');
}

static void write_totals(const struct comparison *comparison, struct arena *arena,
                         struct line *line)
{
    const int32_t *counts = comparison->counts;
    buf_format(line->out, "+ %d better  - %d worse  ", (int)counts[COMPARE_BETTER],
               (int)counts[COMPARE_WORSE]);
    if (counts[COMPARE_OPEN] > 0)
        buf_format(line->out, "? %d open  ", (int)counts[COMPARE_OPEN]);
    buf_format(line->out, "~ %d elsewhere; %d critical as before\n", (int)counts[COMPARE_ELSEWHERE],
               (int)comparison->critical_same);
    if (comparison->critical_waived > 0)
        buf_format(line->out, "waived: %d critical\n", (int)comparison->critical_waived);
    line_add(line, SGR_PLAIN, "critical stacks not fully recovered: ");
    line_left(line, line->column, 400, SGR_PLAIN, whatif_at_risk(comparison, arena));
    line_end(line);
    const char *tightest = whatif_tightest(comparison, arena);
    if (tightest[0]) {
        line_add(line, SGR_PLAIN, "tightest after a loss: ");
        line_left(line, line->column, 400, SGR_PLAIN, tightest);
        line_end(line);
    }
    if (comparison->ties > 0)
        buf_format(line->out, "%d go elsewhere by a tie, their old place is as good: not shown\n",
                   (int)comparison->ties);
    if (comparison->reused > 0)
        buf_format(line->out, "%d scenario%s cannot differ: not solved again\n",
                   (int)comparison->reused, comparison->reused == 1 ? "" : "s");
}

static const char *sgr_of_verdict(const struct result *result)
{
    return result->summary == SUMMARY_AT_RISK ? SGR_BAD
           : result->summary == SUMMARY_SAFE  ? SGR_GOOD
                                              : SGR_WARN;
}

static void write_verdict(const struct comparison *comparison, const struct whatif_options *options,
                          struct arena *arena, struct line *line)
{
    const struct result *after = comparison->after;
    line_add(line, SGR_PLAIN, "gate: ");
    line_add(line, compare_exit(comparison) == 1 ? SGR_BAD : SGR_PLAIN,
             compare_gate_text(comparison, arena));
    line_end(line);
    line_add(line, sgr_of_verdict(comparison->before), whatif_verdict(comparison->before));
    line_add(line, SGR_PLAIN, " before, ");
    line_add(line, sgr_of_verdict(after), whatif_verdict(after));
    line_add(line, SGR_PLAIN, " after");
    const char *names = "";
    for (int32_t i = 0; i < after->critical_at_risk_count; i++)
        names = arena_format(arena, "%s%s%s", names, i > 0 ? ", " : "", after->critical_at_risk[i]);
    if (names[0]) {
        line_add(line, SGR_PLAIN, ": ");
        line_left(line, line->column,
                  options->is_wide                    ? 10000
                  : options->width > line->column + 1 ? options->width - line->column
                                                      : 1,
                  SGR_PLAIN, names);
    }
    line_end(line);
}

void whatif_write_table(const struct comparison *comparison, const struct whatif_options *options,
                        struct arena *arena, struct buf *out)
{
    struct line line;
    line_init(&line, out, options->is_colored);
    line_add(&line, SGR_PLAIN, "estate ");
    line_left(&line, line.column, 60, SGR_PLAIN, comparison->after->estate_name);
    line_add(&line, SGR_PLAIN, ", ");
    line_left(&line, line.column, 400, SGR_PLAIN, whatif_scope(comparison, arena));
    line_end(&line);
    buf_add_char(out, '\n');
    write_changes(comparison, options, arena, &line);
    buf_add_char(out, '\n');
    write_differences(comparison, options, arena, &line);
    buf_add_char(out, '\n');
    write_list(options, &line, "NO PLACE IN THEIR OWN CLUSTER", comparison->unplaced,
               comparison->unplaced_count);
    write_list(options, &line, "WAIVERS", comparison->waiver_findings,
               comparison->waiver_finding_count);
    write_list(options, &line, "NOT COMPARED: only one side has the scenario",
               comparison->unmatched, comparison->unmatched_count);
    write_totals(comparison, arena, &line);
    write_verdict(comparison, options, arena, &line);
}
