/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compose_interpolate: $NAME, ${NAME}, ${NAME:-word}, ${NAME-word}, ${NAME:?word}, ${NAME?word},
 * ${NAME:+word}, ${NAME+word} and $$ in the values of a compose file, and the variables for them.
 *
 * A word may hold ${...} in turn. What else begins with a dollar sign in a word is filled in when
 * it is a variable that is set and stays as it is otherwise, because `docker stack deploy` does not
 * look for variables there.
 *
 * Variables are those given and those of an env file; never those of the process, so that the same
 * files give the same estate everywhere.
 */
#ifndef MUSTER_IMPORT_COMPOSE_COMPOSE_INTERPOLATE_H
#define MUSTER_IMPORT_COMPOSE_COMPOSE_INTERPOLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct compose_node;
struct compose_reader;
struct error;
struct intern;

struct compose_variables {
    struct intern *names;
    const char **values; /* by index of names */
    size_t count, room;
    const char *file; /* where the user may add one; NULL = nowhere */
};

void compose_variables_init(struct compose_variables *variables);
void compose_variables_release(struct compose_variables *variables);

/* Set a variable; value must live as long as variables. The last value counts. */
void compose_variables_set(struct compose_variables *variables, const char *name, size_t n,
                           const char *value);
const char *compose_variables_get(const struct compose_variables *variables, const char *name,
                                  size_t n); /* NULL = not set */

/* Read an env file: NAME=VALUE lines, # comments, an optional `export`, '...' as it is, "..." with
 * \n and the like; variables in what is not in single quotes are filled in. Values live in arena.
 * False with *reterr. */
bool compose_variables_read(struct arena *arena, const char *path,
                            struct compose_variables *variables, struct error *reterr);

/* Fill in n bytes of text. False with *reterr (no place); then *ret_name is the variable that is
 * not set, in arena, or NULL when that is not what is wrong. */
bool compose_interpolate(struct arena *arena, const struct compose_variables *variables,
                         const char *text, size_t n, const char **ret, const char **ret_name,
                         struct error *reterr);

/* Fill in the text of a node. False with an error, told once for each variable. */
bool compose_fill_in(struct compose_reader *reader, struct compose_node *node);

#endif
