/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show_sources: the part of show_write_table that says which file gave what. Private to report/. */
#ifndef MUSTER_REPORT_SHOW_SOURCES_H
#define MUSTER_REPORT_SHOW_SOURCES_H

#include <stdbool.h>

struct estate;
struct line;

/* An empty line, a heading, and a row for each file that gave nodes or workloads, in the order of
 * the estate; nothing where none did. */
void show_write_sources(const struct estate *estate, bool is_wide, struct line *line);

#endif
