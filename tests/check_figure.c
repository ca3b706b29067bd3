/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures: widths and elision of text, scales, cleaned SVG, and how gnuplot is run. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "check_main.h"
#include "report/plots/plot.h"

static struct arena *arena;

static void setup(void)
{
    arena = arena_new();
}

static void teardown(void)
{
    arena_free(arena);
}

START_TEST(test_width)
{
    /* DejaVu Sans: i 569, m 1995, space 651; bold i 702: in 1/2048 em. */
    ck_assert_int_eq(text_width(TEXT_PLAIN, ""), 0);
    ck_assert_int_eq(text_width(TEXT_PLAIN, "iiii"), (4 * 569 * 12 + 2047) / 2048);
    ck_assert_int_eq(text_width(TEXT_BOLD, "iiii"), (4 * 702 * 12 + 2047) / 2048);
    ck_assert_int_eq(text_width(TEXT_TITLE, "m i"), ((2134 + 713 + 702) * 17 + 2047) / 2048);
    ck_assert_int_eq(text_width(TEXT_PLAIN, "\xE6\x9D\xB1"), 12); /* East Asian: 1 em */
    ck_assert_int_eq(text_width(TEXT_PLAIN, "\xC3\xA9"), (1229 * 12 + 2047) / 2048); /* 0.6 em */
    ck_assert_int_eq((int)text_line(TEXT_PLAIN, "iiii", 7), 2);
    ck_assert_int_eq((int)text_line(TEXT_PLAIN, "iiii", 0), 1); /* never nothing */
}
END_TEST

START_TEST(test_clean)
{
    ck_assert_str_eq(name_clean(arena, "a\tb\nc"), "a b c");
    ck_assert_str_eq(name_clean(arena, "\x1b[31m\x7f"), "\xEF\xBF\xBD[31m\xEF\xBF\xBD");
    ck_assert_str_eq(name_clean(arena, "x\xff\xc3"), "x\xEF\xBF\xBD\xEF\xBF\xBD");
    ck_assert_str_eq(name_clean(arena, "\xE2\x80\xAEz\xC2\x85"), "\xEF\xBF\xBDz\xEF\xBF\xBD");
    ck_assert_str_eq(name_clean(arena, "\xEF\xBF\xBE"), "\xEF\xBF\xBD"); /* U+FFFE: no XML */
    ck_assert_str_eq(name_clean(arena, "`x` $(y) \\n \xE6\x9D\xB1"), "`x` $(y) \\n \xE6\x9D\xB1");
}
END_TEST

START_TEST(test_elide)
{
    ck_assert_str_eq(name_elide(arena, "short", 30), "short");
    ck_assert_str_eq(name_elide(arena, "customer-notification-delivery-privacy-emea", 30),
                     "customer-notification\xE2\x80\xA6"
                     "acy-emea");
    ck_assert_str_eq(name_elide(arena, "managed-container", 14), "managed-c\xE2\x80\xA6iner");
    const char *const names[] = {"aaaaaaaaaaaaaaaaaaaaaaaa-1-zzzzzzzzzzzz",
                                 "aaaaaaaaaaaaaaaaaaaaaaaa-2-zzzzzzzzzzzz",
                                 "aaaaaaaaaaaaaaaaaaaaaaaa-1-zzzzzzzzzzzz", "b"};
    const char **shown = name_elide_all(arena, names, 4, 20);
    ck_assert_str_ne(shown[0], shown[1]);
    ck_assert_ptr_nonnull(strstr(shown[1], "~2"));
    ck_assert_str_eq(shown[0], shown[2]); /* the same name is the same text */
    ck_assert_str_eq(shown[3], "b");
    const char *fit = text_fit(arena, TEXT_NOTE, "a sentence that is too long to stand here", 80);
    ck_assert_int_le(text_width(TEXT_NOTE, fit), 80);
    ck_assert_ptr_nonnull(strstr(fit, "\xE2\x80\xA6"));
}
END_TEST

START_TEST(test_scale)
{
    ck_assert_int_eq(plot_scale(0, 10, 100), 0);
    ck_assert_int_eq(plot_scale(5, 10, 101), 51);
    ck_assert_int_eq(plot_scale(11, 10, 100), 100);
    ck_assert_int_eq(plot_scale(INT64_MAX - 1, INT64_MAX, 100), 100);
    static const struct {
        int64_t to;
        int32_t most;
        int64_t step;
    } cases[] = {{1, 5, 1},       {5, 5, 1},
                 {6, 5, 2},       {11, 5, 2},
                 {26, 5, 5},      {120, 5, 25},
                 {1001, 5, 200},  {1251, 5, 250},
                 {9000, 8, 2000}, {INT64_C(1) << 53, 5, INT64_C(2000000000000000)}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_int_eq(plot_step(cases[i].to, cases[i].most), cases[i].step);
}
END_TEST

START_TEST(test_amounts)
{
    ck_assert_str_eq(amount_text(arena, "bytes", "memory", INT64_C(96) << 30, true, false),
                     "96 GiB");
    ck_assert_str_eq(amount_text(arena, "bytes", "memory", (INT64_C(96) << 30) + 1, true, false),
                     "97 GiB");
    ck_assert_str_eq(amount_text(arena, "bytes", "memory", (INT64_C(96) << 30) + 1, false, false),
                     "96 GiB");
    ck_assert_str_eq(amount_text(arena, "bytes", "memory", (INT64_C(96) << 30) + 1, true, true),
                     "96.1 GiB");
    ck_assert_str_eq(amount_text(arena, "milli", "cpu", 1234567, false, false), "1,234 cores");
    ck_assert_str_eq(amount_text(arena, "milli", "cpu", 1, true, true), "0.1 cores");
    ck_assert_str_eq(amount_text(arena, "count", "nvidia.com/gpu", 2, true, true),
                     "2 nvidia.com/gpu");
}
END_TEST

/* What plot_text hands to gnuplot. */
static const char *marked(const char *text)
{
    struct plots plots = {.arena = arena};
    struct plot *plot = plots_add(&plots, FIGURE_MATRIX, -1, "x");
    plot_text(plot, TEXT_PLAIN, 1, 2, 3, text);
    const char *kept = arena_strdup(arena, plot->texts[TEXT_PLAIN].data);
    plot_release(plot);
    free(plots.items);
    return kept;
}

START_TEST(test_marks)
{
    ck_assert_str_eq(marked("a\\nb"), "1\t2\t3\ta\\\\nb\n");
    ck_assert_str_eq(marked("\"q\" \t`x`"), "1\t2\t3\t\xE2\x80\x9Dq\xE2\x80\x9D  `x`\n");
    ck_assert_str_eq(marked("two\n\n\nlines"), "1\t2\t3\ttwo   lines\n");
    ck_assert_str_eq(marked(" "), "");
}
END_TEST

static const char *const head = "<?xml version=\"1.0\"?>\n<svg \n viewBox=\"0 0 960 400\">\n"
                                "<title>Gnuplot</title><desc>GNUPLOT 5.4</desc>\n"
                                "<g id=\"gnuplot_canvas\">\n<rect/>\n<defs>\n"
                                "<rect id='gpPt3' x='-1'/>\n"
                                "<use xlink:href='#gpPt3' id='gpPt11' transform='rotate(45)'/>\n"
                                "<use xlink:href='#gpPt11' id='gpPt12' fill='currentColor'/>\n"
                                "<filter id='textbox'/></defs>\n";

static const char *cleaned(const char *body, bool *ret_is_clean)
{
    struct buf raw, out;
    buf_init(&raw);
    buf_init(&out);
    buf_add_text(&raw, head);
    buf_add_text(&raw, body);
    *ret_is_clean = svg_clean(&raw, "m-1", "a \"b\" <c> & 'd'", &out);
    const char *kept = arena_strdup(arena, out.data);
    buf_release(&raw);
    buf_release(&out);
    return kept;
}

START_TEST(test_svg)
{
    bool is_clean;
    const char *svg =
        cleaned("<g id=\"gnuplot_plot_1\" ><title>data</title>\n<g fill=\"none\"></g>\n"
                "<polygon fill = 'rgb(143,  20,  37)' points = '1,2 '/></g>\n"
                "<g><g>\n</g></g>\n"
                "<g><use xlink:href='#gpPt12' color='rgb( 22,  32,  43)'/></g>\n"
                "<g transform=\"translate(1,2)\" fill=\"rgb(1,2,3)\" "
                "font-family=\"DejaVu Sans:Bold\" font-size=\"17.00\"><text> &lt;g> rgb(1,2,3) "
                "</text></g>\n</g></svg>\n",
                &is_clean);
    ck_assert(is_clean);
    ck_assert(strncmp(svg, "<svg xmlns=", 11) == 0);
    ck_assert_ptr_nonnull(
        strstr(svg, "aria-label=\"a &quot;b&quot; &lt;c&gt; &amp; &#39;d&#39;\""));
    ck_assert_ptr_nonnull(strstr(svg, "<polygon fill=\"#8f1425\" points=\"1,2\"/>"));
    ck_assert_ptr_nonnull(strstr(svg, "id=\"m-1-gnuplot_plot_1\""));
    ck_assert_ptr_nonnull(strstr(svg, "<use href=\"#m-1-gpPt12\" color=\"#16202b\"/>"));
    ck_assert_ptr_nonnull(strstr(svg, "id=\"m-1-gpPt3\"")); /* what a mark is made of comes along */
    ck_assert_ptr_nonnull(strstr(svg, "<g class=\"f\" transform="));
    ck_assert_ptr_nonnull(strstr(svg, "font-weight=\"bold\""));
    ck_assert_ptr_nonnull(strstr(svg, "<text> &lt;g> rgb(1,2,3) </text>")); /* text stays */
    const char *const gone[] = {
        "<title",           "<desc", "<filter", "GNUPLOT", "font-family=\"DejaVu Sans:", "<g></g>",
        "<g fill=\"none\">"};
    for (size_t i = 0; i < sizeof gone / sizeof *gone; i++)
        ck_assert_msg(!strstr(svg, gone[i]), "%s in %s", gone[i], svg);
}
END_TEST

START_TEST(test_svg_refused)
{
    static const char *const bodies[] = {"<g",       "<g a=",       "<g a='",
                                         "<g a=\"x", "<title>open", "<g a=x></g>"};
    bool is_clean;
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        cleaned(bodies[i], &is_clean);
        ck_assert_msg(!is_clean, "%s", bodies[i]);
    }
    struct buf raw, out;
    buf_init(&raw);
    buf_init(&out);
    ck_assert(!svg_clean(&raw, "x", "", &out));
    buf_add_text(&raw, "<svg><defs></defs></svg>");
    ck_assert(!svg_clean(&raw, "x", "", &out));
    buf_release(&raw);
    buf_release(&out);
}
END_TEST

START_TEST(test_run)
{
    struct run runs[5] = {{.argument = "a"}, {.argument = "b"}, {.argument = "c"}};
    plot_run(&(struct run_options){"true", ".", 10, 2, NULL}, runs, 3);
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(runs[i].status, RUN_OK);
    plot_run(&(struct run_options){"false", ".", 10, 8, NULL}, runs, 3);
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(runs[i].status, RUN_FAILED);
    plot_run(&(struct run_options){"no-such-program", ".", 10, 1, NULL}, runs, 1);
    ck_assert_int_eq(runs[0].status, RUN_MISSING);
    plot_run(&(struct run_options){"true", "/nonexistent", 10, 1, NULL}, runs, 1);
    ck_assert_int_eq(runs[0].status, RUN_MISSING);
    plot_run(&(struct run_options){"echo", ".", 10, 1, NULL}, runs, 1);
    ck_assert_str_eq(runs[0].output, "-d a\n");
}
END_TEST

static Suite *figure_suite(void)
{
    Suite *suite = suite_create("figure");
    TCase *all = tcase_create("all");
    tcase_add_checked_fixture(all, setup, teardown);
    tcase_add_test(all, test_width);
    tcase_add_test(all, test_clean);
    tcase_add_test(all, test_elide);
    tcase_add_test(all, test_scale);
    tcase_add_test(all, test_amounts);
    tcase_add_test(all, test_marks);
    tcase_add_test(all, test_svg);
    tcase_add_test(all, test_svg_refused);
    tcase_add_test(all, test_run);
    suite_add_tcase(suite, all);
    return suite;
}

CHECK_MAIN(figure_suite)
