/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compose_model: parts of a merged compose file to the structs of compose.h. Private to the
 * compose_*.c files. All return false with errors of the reader; NULL nodes are absent.
 */
#ifndef MUSTER_IMPORT_COMPOSE_COMPOSE_MODEL_H
#define MUSTER_IMPORT_COMPOSE_COMPOSE_MODEL_H

#include "import/compose/compose.h"
#include "import/compose/compose_tree.h"

/* A map whose keys are all among `keys` (ended by NULL) or begin with x-. */
bool compose_check_keys(struct compose_reader *reader, const struct compose_node *node,
                        const char *const *keys);

/* Children by key: absent leaves *ret as it is. */
bool compose_take_text(struct compose_reader *reader, const struct compose_node *map,
                       const char *key, const char **ret);
bool compose_take_number(struct compose_reader *reader, const struct compose_node *map,
                         const char *key, int64_t least, struct compose_number *ret);
bool compose_take_duration(struct compose_reader *reader, const struct compose_node *map,
                           const char *key, struct compose_number *ret);
bool compose_take_bytes(struct compose_reader *reader, const struct compose_node *map,
                        const char *key, struct compose_number *ret);
bool compose_take_texts(struct compose_reader *reader, const struct compose_node *map,
                        const char *key, const char *const **ret, int32_t *ret_count);
/* KEY=VALUE, as a list or a map. */
bool compose_take_labels(struct compose_reader *reader, const struct compose_node *map,
                         const char *key, const struct label **ret, int32_t *ret_count);

/* compose_resources: `resources` of a deploy section; a list of devices, whose capabilities may be
 * left out in `gpus`. */
bool compose_take_resources(struct compose_reader *reader, const struct compose_node *resources,
                            struct compose_deploy *ret);
bool compose_take_devices(struct compose_reader *reader, const struct compose_node *list,
                          bool needs_capabilities, struct compose_devices *ret);

/* compose_deploy: a deploy section. */
bool compose_take_deploy(struct compose_reader *reader, const struct compose_node *deploy,
                         struct compose_deploy *ret);

/* compose_service: a service of a file. */
bool compose_take_service(struct compose_reader *reader, const struct compose_node *root,
                          const struct compose_node *node, struct compose_service *ret);

#endif
