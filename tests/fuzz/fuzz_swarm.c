/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as what docker wrote of a swarm; an error has a text, or the estate seals. */
#include "fuzz/fuzz.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "estate/builder.h"
#include "fuzz/fuzz_import.h"
#include "import/settings.h"
#include "import/swarm/swarm.h"

static void import(const char *path, enum orchestrator orchestrator)
{
    static const char *const keys[] = {"environment"};
    static struct error_list errors;
    const struct import_settings settings = {.environment_keys = keys, .environment_key_count = 1};
    const struct origin origin = {.file = "muster.yaml"};
    memset(&errors, 0, sizeof errors);
    struct builder *builder = builder_new(&errors);
    int32_t cluster = builder_cluster(builder, "c", orchestrator, &origin);
    bool is_good = swarm_import(builder, cluster, &settings, &path, 1, &errors);
    fuzz_seal(builder, &errors, is_good);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[FUZZ_PATH_SIZE];
    if (fuzz_write(data, size, path)) {
        import(path, ORCHESTRATOR_SWARM);
        import(path, ORCHESTRATOR_MKE);
    }
    (void)remove(path);
    return 0;
}
