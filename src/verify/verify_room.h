/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify_room: the second half of struct question, what nodes offer and what requires what; used
 * when it is made.
 */
#ifndef MUSTER_VERIFY_VERIFY_ROOM_H
#define MUSTER_VERIFY_VERIFY_ROOM_H

#include "verify/verify_question.h"

/* Fill room, stays and the table of takes. */
void question_make_room(struct question *q);

/* Mark the units that are asked and those that count in tiers (only_tier). */
void question_ask(struct question *q);

#endif
