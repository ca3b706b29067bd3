/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * export: a problem as the MathProg data section that models/place.mod reads (its format is written
 * down at the head of that file). The MPS and LP forms come from solve/export.
 */
#ifndef MUSTER_MODEL_EXPORT_H
#define MUSTER_MODEL_EXPORT_H

#include "estate/estate.h"
#include "model/problem.h"

struct buf;

/* Append the data section. title: said in the first comment ("estate tiny, lose east"). The estate
 * only gives names for the comments. */
void export_mathprog(const struct problem *problem, const struct estate *estate, const char *title,
                     struct buf *out);

#endif
