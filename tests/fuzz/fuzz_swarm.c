/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as what docker wrote of a swarm; an error has a text, or the estate seals. */
#include "fuzz/fuzz.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "estate/builder.h"
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
    assert(is_good == (errors.total == 0));
    for (size_t i = 0; i < errors.count; i++)
        assert(errors.items[i].text[0] != '\0');
    struct estate *estate = builder_seal(builder);
    assert(estate || errors.total > 0);
    estate_free(estate);
    builder_free(builder);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[] = "/tmp/fuzz_swarm.XXXXXX";
    int file = mkstemp(path);
    assert(file >= 0);
    ssize_t written = write(file, data, size);
    close(file);
    if (written == (ssize_t)size) {
        import(path, ORCHESTRATOR_SWARM);
        import(path, ORCHESTRATOR_MKE);
    }
    (void)remove(path);
    return 0;
}
