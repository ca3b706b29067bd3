/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a CSV file; each row has the cells of the header. */
#include "fuzz/fuzz.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "document/rows.h"

static bool take_header(void *context, const struct row *header)
{
    *(size_t *)context = header->count;
    return true;
}

static bool take_row(void *context, const struct row *row)
{
    assert(row->count == *(size_t *)context);
    for (size_t i = 0; i < row->count; i++) {
        assert(strlen(row->cells[i]) == row->lengths[i]);
    }
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[] = "/tmp/muster-fuzz-XXXXXX";
    size_t width = 0;
    struct rows_handler handler = {&width, take_header, take_row};
    struct error_list *errors = calloc(1, sizeof *errors);
    int fd = mkstemp(path);

    assert(errors && fd >= 0);
    if (write(fd, data, size) == (ssize_t)size) {
        bool read = rows_read(path, &handler, errors);

        assert(read || errors->count > 0);
    }
    close(fd);
    unlink(path);
    free(errors);
    return 0;
}
