/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <dirent.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/error.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/out_folder.h"
#include "cli/output.h"
#include "document/document.h"
#include "report/csv.h"
#include "report/review/page/page.h"
#include "report/review/wiki.h"
#include "result/result_json.h"

enum { TEMPLATE_CAP = 1 << 20, PLOT_LIMIT_S = 20, FOLDERS_MAX = 5 };

static bool read_result(const struct cli_options *options, const char *path, struct result *ret,
                        struct error *reterr)
{
    struct document *document = document_read_parts(path, result_json_parts(), reterr);
    if (!document)
        return false;
    bool is_read = result_json_read(document, options->arena, ret, reterr);
    document_free(document);
    if (!is_read)
        return false;
    struct judge_options judge = result_judged_by(ret);
    result_judge(ret, &judge, options->arena);
    return true;
}

/* By the start of their runs where all say it, else as given. */
static void sort_results(struct result *results, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!results[i].has_run)
            return;
    for (size_t i = 1; i < count; i++) { /* times of one form sort as texts */
        struct result one = results[i];
        size_t at = i;
        for (; at > 0 && strcmp(results[at - 1].started, one.started) > 0; at--)
            results[at] = results[at - 1];
        results[at] = one;
    }
}

static bool read_results(const struct cli_options *options, struct result *results,
                         struct error *reterr)
{
    for (size_t i = 0; i < options->operand_count; i++) {
        if (!read_result(options, options->operands[i], &results[i], reterr))
            return false;
        if (strcmp(results[i].estate_name, results[0].estate_name) == 0)
            continue;
        error_set(reterr, ERROR_INPUT,
                  "results of different estates: found \"%.150s\" here and \"%.150s\" in %.200s; "
                  "expected one estate",
                  results[i].estate_name, results[0].estate_name, options->operands[0]);
        error_at(reterr, options->operands[i], 0, 0);
        return false;
    }
    sort_results(results, options->operand_count);
    return true;
}

/* ---- templates: --template, $MUSTER_DATA, the installed ones, those beside the program's build */

static size_t template_folders(const struct cli_options *options, const char *ret[FOLDERS_MAX])
{
    static const char *const beside[] = {"/reports", "/../reports"};
    const char *data = getenv("MUSTER_DATA");
    char program[PATH_MAX];
    size_t count = 0;
    if (options->template_folder)
        ret[count++] = options->template_folder;
    if (data && data[0])
        ret[count++] = arena_format(options->arena, "%s/reports", data);
    ret[count++] = MUSTER_DATADIR "/reports";
    ssize_t n = readlink("/proc/self/exe", program, sizeof program - 1);
    program[n > 0 ? n : 0] = '\0';
    char *slash = strrchr(program, '/');
    for (size_t i = 0; slash && i < 2; i++)
        ret[count++] =
            arena_format(options->arena, "%.*s%s", (int)(slash - program), program, beside[i]);
    return count;
}

static bool has_plot_template(const char *folder)
{
    DIR *dir = opendir(folder);
    bool is_found = false;
    for (struct dirent *entry; dir && !is_found && (entry = readdir(dir));) {
        const char *ending = strrchr(entry->d_name, '.');
        is_found = ending && !strcmp(ending, ".gp");
    }
    if (dir)
        closedir(dir);
    return is_found;
}

/* Always NULL. */
static const char *miss_template(const char *name, struct error *reterr)
{
    error_set(reterr, ERROR_INPUT,
              "the template %s is missing: looked in %s and elsewhere; expected it installed, or "
              "its folder by --template or in MUSTER_DATA",
              name, MUSTER_DATADIR "/reports");
    return NULL;
}

static const char *read_template(const struct cli_options *options, const char *name,
                                 const char **ret_path, struct error *reterr)
{
    const char *folders[FOLDERS_MAX];
    size_t count = template_folders(options, folders);
    for (size_t i = 0; i < count; i++) {
        const char *path = arena_format(options->arena, "%s/%s", folders[i], name);
        struct buf text;
        if (access(path, F_OK) != 0)
            continue;
        buf_init(&text);
        bool is_read = buf_read_file(&text, path, TEMPLATE_CAP, reterr);
        const char *kept = arena_strndup(options->arena, text.data, text.length);
        buf_release(&text);
        *ret_path = path;
        return is_read ? kept : NULL;
    }
    return miss_template(name, reterr);
}

static const char *plot_templates(const struct cli_options *options, struct error *reterr)
{
    const char *folders[FOLDERS_MAX];
    size_t count = template_folders(options, folders);
    for (size_t i = 0; i < count; i++)
        if (has_plot_template(folders[i]))
            return folders[i];
    return miss_template("figure.gp", reterr);
}

/* ---- signals: what was begun is removed first */

static volatile sig_atomic_t stop_signal;

static void note_signal(int number)
{
    stop_signal = number;
}

static void catch_signals(void)
{
    static const int numbers[] = {SIGHUP, SIGINT, SIGTERM};
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = note_signal;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        struct sigaction before;
        if (sigaction(numbers[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            sigaction(numbers[i], &action, NULL);
    }
}

/* End as the signal would have it. */
static void end_by_signal(const struct out_folder *folder)
{
    out_folder_discard(folder);
    signal(stop_signal, SIG_DFL);
    raise(stop_signal);
}

/* ---- writing */

static bool draw(const struct cli_options *options, const struct out_folder *folder,
                 const struct result *const *results, struct figures *ret, struct error *reterr)
{
    struct judge_options judge = result_judged_by(results[options->operand_count - 1]);
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    const char *templates = plot_templates(options, reterr);
    if (!templates)
        return false;
    struct figure_options figures = {
        .folder = arena_format(options->arena, "%s/plots", folder->fresh),
        .templates = templates,
        .gnuplot = "gnuplot",
        .time_limit_s = PLOT_LIMIT_S,
        .jobs = cores < 1    ? 1
                : cores > 64 ? 64
                             : (int32_t)cores,
        .judge = &judge,
        .stop = &stop_signal,
    };
    return figures_draw(results, (int32_t)options->operand_count, &figures, options->arena, ret,
                        reterr);
}

static bool write_page(const struct cli_options *options, const struct review *review,
                       const struct out_folder *folder, struct error *reterr)
{
    const char *unused;
    struct page_templates templates = {0};
    struct buf text;
    templates.page = read_template(options, "page.html", &templates.page_file, reterr);
    if (templates.page)
        templates.style = read_template(options, "style.css", &unused, reterr);
    if (templates.style)
        templates.script = read_template(options, "script.js", &unused, reterr);
    if (!templates.script)
        return false;
    buf_init(&text);
    bool is_written = page_write(review, &templates, &text, reterr) &&
                      out_folder_write(folder, "index.html", &text, reterr);
    buf_release(&text);
    return is_written;
}

static bool write_text(const struct review *review, const struct out_folder *folder,
                       enum report_part part, struct error *reterr)
{
    struct buf text;
    buf_init(&text);
    if (part == PART_MARKDOWN)
        wiki_write(review, &text);
    else
        result_csv_write(review->result, &text);
    bool is_written = out_folder_write(
        folder, part == PART_MARKDOWN ? "review.md" : "muster-list.csv", &text, reterr);
    buf_release(&text);
    return is_written;
}

static bool write_parts(const struct cli_options *options, const struct review *review,
                        const struct out_folder *folder, unsigned parts, struct error *reterr)
{
    if ((parts & PART_HTML) && !write_page(options, review, folder, reterr))
        return false;
    if ((parts & PART_MARKDOWN) && !write_text(review, folder, PART_MARKDOWN, reterr))
        return false;
    if ((parts & PART_CSV) && !write_text(review, folder, PART_CSV, reterr))
        return false;
    if (!(parts & PART_PLOTS))
        out_folder_drop_plots(folder);
    return true;
}

/* Everything into the fresh folder; *ret_failed counts plots that are missing for a fault. */
static bool write_all(const struct cli_options *options, const struct result *const *results,
                      const struct out_folder *folder, int32_t *ret_failed, struct error *reterr)
{
    unsigned parts = options->parts ? options->parts : PART_ALL;
    struct figures figures = {0};
    struct review review;
    struct review_options how = {
        .title = options->title ? options->title : "",
        .quarter = options->quarter ? options->quarter : "",
        .as_of_s = options->has_as_of ? options->as_of_s : date_now(),
        .has_plots = parts & PART_PLOTS,
        .has_csv = parts & PART_CSV,
    };
    if ((parts & (PART_PLOTS | PART_HTML)) && !draw(options, folder, results, &figures, reterr))
        return false;
    for (int32_t i = 0; i < figures.count; i++)
        *ret_failed += figures.items[i].is_failed;
    review_init(&review, results, (int32_t)options->operand_count, &how, &figures, options->arena);
    return write_parts(options, &review, folder, parts, reterr);
}

int cmd_report(const struct cli_options *options)
{
    struct error error = {0};
    struct out_folder folder;
    int32_t failed = 0;
    struct result *results = ARENA_NEW(options->arena, options->operand_count, struct result);
    const struct result **list =
        ARENA_NEW(options->arena, options->operand_count, const struct result *);
    if (!options->out) {
        error_set(&error, ERROR_USAGE, "muster report: expected --out=DIR, the folder to write");
        return fail(&error);
    }
    if (!out_folder_check(options->out, options->arena, &folder, &error) ||
        !read_results(options, results, &error))
        return fail(&error);
    for (size_t i = 0; i < options->operand_count; i++)
        list[i] = &results[i];
    catch_signals();
    bool is_written = out_folder_begin(&folder, options->arena, &error) &&
                      write_all(options, list, &folder, &failed, &error);
    if (stop_signal)
        end_by_signal(&folder);
    if (!is_written || !out_folder_commit(&folder, &error)) {
        out_folder_discard(&folder);
        return fail(&error);
    }
    if (failed > 0)
        print_note("%d plot%s missing: the report says why", (int)failed,
                   failed == 1 ? " is" : "s are");
    if (!options->is_quiet)
        print_note("written: %s", options->out);
    return failed > 0 ? EXIT_BAD : EXIT_OK;
}
