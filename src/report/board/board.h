/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * board: what people decide about after an answer, as lines of text that tables and Markdown show
 * alike: the plans of a choice, what falls with what, and what rests on standby clusters.
 *
 * Names in the texts are data: whoever writes them makes them safe.
 */
#ifndef MUSTER_REPORT_BOARD_BOARD_H
#define MUSTER_REPORT_BOARD_BOARD_H

#include "result/result.h"

struct arena;
struct buf;

struct board_line {
    int32_t depth; /* 0: begins an item */
    const char *text;
};

/* Lines of one answer; at most `max` of them, the others are counted. */
struct board {
    struct board_line *lines;
    int32_t count, max, hidden;
};

/* "one of L/A and L/B: decide which", then each plan. Critical stacks first. */
void board_choices(const struct result *result, const struct result_answer *answer,
                   struct arena *arena, struct board *ret);

/* What is down, and under it what requires it. Trees with critical stacks first; a stack that is
 * under several is told in full once. */
void board_ripple(const struct result *result, const struct result_answer *answer,
                  struct arena *arena, struct board *ret);

/* A line for each surviving standby cluster. */
void board_standby(const struct result *result, const struct result_answer *answer,
                   struct arena *arena, struct board *ret);

/* A line for each lost stack that survivors have a pre-deployed copy of. Critical ones first. */
void board_predeployed(const struct result *result, const struct result_answer *answer,
                       struct arena *arena, struct board *ret);

struct board_part {
    const char *head;  /* of a table: "TO DECIDE" */
    const char *about; /* what follows it, in a few words */
    const char *title; /* of a section */
    void (*fill)(const struct result *result, const struct result_answer *answer,
                 struct arena *arena, struct board *ret);
};

enum { BOARD_PARTS = 4 };
extern const struct board_part board_parts[BOARD_PARTS];

/* A part of an answer, with at most max lines. */
struct board board_make(const struct board_part *part, const struct result *result,
                        const struct result_answer *answer, int32_t max, struct arena *arena);

/* ---- private to the folder */

void board_add(struct board *board, int32_t depth, const char *text);

#endif
