/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tables and figures of the page are made of. */
#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "report/line.h"
#include "report/review/markup.h"
#include "report/review/page/page.h"

void page_badge(struct buf *out, enum verdict verdict, bool has_word)
{
    bool is_none = verdict == VERDICT_UNAFFECTED;
    buf_format(out, "<b class=\"v v-%s\" aria-hidden=true>", verdict_name(verdict));
    if (is_none)
        buf_add_text(out, "·");
    else
        buf_add_char(out, verdict_letter(verdict));
    buf_format(out, "</b>%s%s%s", has_word ? " " : "<i class=sr>",
               is_none ? "not lost here" : verdict_words(verdict), has_word ? "" : " </i>");
}

void page_badge_eviction(struct buf *out)
{
    buf_add_text(out, "<b class=\"v v-fits_by_eviction\" aria-hidden=true>E</b> fits by eviction");
}

void page_name(struct buf *out, const char *name)
{
    html_format(out, text_columns(name) <= PAGE_NAME_WHOLE ? "<span class=nw>%s</span>" : "%s",
                name);
}

void page_sentence(struct buf *out, const char *text)
{
    enum { WORD_MAX = 4 * PAGE_NAME_WHOLE };
    while (*text) {
        size_t n = strcspn(text, " "), spaces = strspn(text + n, " ");
        char word[WORD_MAX + 1] = "";
        if (n > 0 && n <= WORD_MAX && memchr(text, '-', n)) {
            memcpy(word, text, n);
            page_name(out, word);
            html_text(out, spaces > 0 ? " " : "");
            text += n + spaces;
            continue;
        }
        struct buf plain;
        buf_init(&plain);
        buf_add(&plain, text, n + spaces);
        html_text(out, plain.data);
        buf_release(&plain);
        text += n + spaces;
    }
}

void page_text_cell(struct buf *out, const char *text)
{
    html_format(out, "<td>%s", text);
}

void page_number_cell(struct buf *out, const char *text)
{
    html_format(out, "<td class=n>%s", text);
}

void page_count_cell(struct buf *out, int64_t count)
{
    char text[NUMBER_SIZE];
    number_grouped(count, text);
    page_number_cell(out, count == 0 ? "·" : text);
}

void page_heads(struct buf *out, const char *const *heads, int count)
{
    buf_add_text(out, "<thead><tr>");
    for (int i = 0; i < count; i++) {
        bool is_number = heads[i][0] == '#';
        html_format(out, is_number ? "<th scope=col class=n>%s" : "<th scope=col>%s",
                    heads[i] + is_number);
    }
    buf_add_text(out, "</thead><tbody>\n");
}

void page_amount_cell(struct buf *out, const char *unit, bool is_known, int64_t amount)
{
    char text[NUMBER_SIZE];
    number_amount(unit, amount, true, text);
    page_number_cell(out, is_known ? text : "—");
}

static void write_source(const struct page *page, const struct figure *figure)
{
    if (page->review->options.has_plots)
        html_format(page->out,
                    " <a href=\"plots/%s.tsv\">Data</a>, <a href=\"plots/%s.svg\">SVG</a>, "
                    "<a href=\"plots/%s.png\">PNG</a>, <a href=\"plots/%s.pdf\">PDF</a>.",
                    figure->name, figure->name, figure->name, figure->name);
}

static const char *caption_of(enum figure_kind kind)
{
    switch (kind) {
    case FIGURE_MATRIX:
        return "Each row is a critical stack, each column a loss, as is; E: does not fit as is, "
               "fits if "
               "others give way.";
    case FIGURE_BEFORE_AFTER: return "Bars are reservations as a share of allocatable, as is.";
    case FIGURE_TARGETS: return "Counts are stacks, recovered as is.";
    case FIGURE_HOLES: return "A hole is what a single node still has free, as is.";
    case FIGURE_TREND: break;
    }
    return "One point for each result.";
}

static void write_figure(const struct page *page, int32_t index)
{
    const struct figure *figure = &page->review->figures->items[index];
    if (!figure->svg || figure->missing) {
        html_format(page->out, "<p class=missing>%s\n",
                    figure->missing ? figure->missing : "This plot was not drawn.");
        return;
    }
    html_format(page->out, "<figure id=\"fig-%s\">\n", figure->name);
    if (page->is_inline[index])
        buf_format(page->out, "<div class=plot>%s</div>\n", figure->svg);
    else
        html_format(page->out,
                    "<p><strong>%s</strong></p>\n"
                    "<p>With this plot the page would be too large; see the SVG.\n",
                    figure->title);
    html_format(page->out, "<figcaption>%s", caption_of(figure->kind));
    write_source(page, figure);
    buf_add_text(page->out, "</figcaption></figure>\n");
}

int32_t page_figures(const struct page *page, enum figure_kind kind, int32_t scenario_ix)
{
    int32_t count = 0;
    for (int32_t i = 0; i < page->review->figures->count; i++) {
        const struct figure *figure = &page->review->figures->items[i];
        if (figure->kind != kind || figure->scenario_ix != scenario_ix)
            continue;
        write_figure(page, i);
        count++;
    }
    return count;
}
