/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/output.h"
#include "import/import.h"
#include "report/show/show.h"

/* The files of -o csv. */
enum { SETTINGS, NODES, WORKLOADS, PLACEMENTS, STACKS, FILE_COUNT };
static const char *const file_names[FILE_COUNT] = {"muster.yaml", "nodes.csv", "workloads.csv",
                                                   "placements.csv", "stacks.csv"};

/* Each loss on a line of its own. */
static void print_losses(const struct buf *losses)
{
    const char *line = losses->data;
    while (*line) {
        size_t n = strcspn(line, "\n");
        print_note("CSV cannot carry: %.*s", (int)(n < 1500 ? n : 1500), line);
        line += n + (line[n] == '\n');
    }
}

static bool check_folder(const char *folder, struct error *reterr)
{
    struct stat info;
    if (!folder)
        return error_set(reterr, ERROR_USAGE, "-o csv writes several files: expected --out=FOLDER");
    if (stat(folder, &info) == 0 && !S_ISDIR(info.st_mode))
        return error_set(reterr, ERROR_USAGE, "--out: found the file \"%.400s\"; expected a folder",
                         folder);
    return true;
}

/* The folder is made new, or must not hold any of the files yet: nothing is overwritten, so nothing
 * half-written can be taken for an estate. */
static bool make_folder(const struct cli_options *options, struct error *reterr)
{
    const char *folder = options->out;
    if (mkdir(folder, 0777) == 0)
        return true;
    if (errno != EEXIST)
        return error_set(reterr, ERROR_USAGE, "--out: cannot make the folder \"%.400s\": %s",
                         folder, strerror(errno));
    for (int i = 0; i < FILE_COUNT; i++) {
        const char *path = arena_format(options->arena, "%s/%s", folder, file_names[i]);
        if (access(path, F_OK) == 0)
            return error_set(reterr, ERROR_USAGE,
                             "--out: found \"%.400s\"; expected a folder "
                             "without it",
                             path);
    }
    return true;
}

/* muster.yaml last: without it the folder is no estate. */
static bool write_files(const struct cli_options *options, const struct buf *files,
                        struct error *reterr)
{
    if (!make_folder(options, reterr))
        return false;
    for (int i = FILE_COUNT - 1; i >= 0; i--) {
        const char *path = arena_format(options->arena, "%s/%s", options->out, file_names[i]);
        if (output_write_file(path, &files[i], reterr))
            continue;
        for (int k = i + 1; k < FILE_COUNT; k++)
            unlink(arena_format(options->arena, "%s/%s", options->out, file_names[k]));
        return false;
    }
    return true;
}

static int write_csv(const struct cli_options *options, const struct estate *estate)
{
    struct buf files[FILE_COUNT];
    struct buf losses;
    struct error error = {0};
    struct show_csv csv = {&files[SETTINGS],   &files[NODES],  &files[WORKLOADS],
                           &files[PLACEMENTS], &files[STACKS], &losses};
    for (int i = 0; i < FILE_COUNT; i++)
        buf_init(&files[i]);
    buf_init(&losses);
    show_write_csv(estate, options->arena, &csv);
    int status = write_files(options, files, &error) ? EXIT_OK : fail(&error);
    if (status == EXIT_OK && !options->is_quiet)
        print_losses(&losses);
    for (int i = 0; i < FILE_COUNT; i++)
        buf_release(&files[i]);
    buf_release(&losses);
    return status;
}

static int run(const struct cli_options *options, const struct estate *estate)
{
    struct buf text;
    struct error error = {0};
    struct show_options table = {.width = output_table_width(options),
                                 .is_wide = output_is_wide(options),
                                 .is_colored = output_is_colored(options)};
    if (options->format == FORMAT_CSV)
        return write_csv(options, estate);
    buf_init(&text);
    if (options->format == FORMAT_JSON)
        show_write_json(estate, PACKAGE_VERSION, &text);
    else
        show_write_table(estate, &table, &text);
    int status = output_write(options, &text, &error) ? EXIT_OK : fail(&error);
    buf_release(&text);
    return status;
}

int cmd_show(const struct cli_options *options)
{
    struct error error = {0};
    if (options->format == FORMAT_CSV && !check_folder(options->out, &error))
        return fail(&error);
    return with_estate(options, run);
}
