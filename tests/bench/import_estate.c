/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What an import costs: import_estate ESTATE prints the user CPU time in milliseconds, the peak
 * memory of the process in bytes, and the bytes that the sealed estate takes. See bench_import.sh.
 */
#include <stdio.h>
#include <sys/resource.h>

#include "base/arena.h"
#include "base/error.h"
#include "estate/estate.h"
#include "import/import.h"

int main(int argc, char **argv)
{
    static struct error_list errors;
    struct rusage usage;

    if (argc != 2) {
        (void)fprintf(stderr, "usage: import_estate ESTATE\n");
        return 2;
    }
    struct estate *estate = import_estate(argv[1], &errors);
    if (estate == NULL) {
        char text[2048];

        error_format(&errors.items[0], text, sizeof text);
        (void)fprintf(stderr, "%s\n", text);
        return 3;
    }
    if (getrusage(RUSAGE_SELF, &usage) != 0)
        return 70;
    printf("%lld %lld %zu\n",
           (long long)usage.ru_utime.tv_sec * 1000 + (long long)usage.ru_utime.tv_usec / 1000,
           (long long)usage.ru_maxrss * 1024, arena_used(estate->arena));
    estate_free(estate);
    return 0;
}
