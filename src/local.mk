# SPDX-License-Identifier: GPL-3.0-or-later
# libmuster.a is the program; main.c only hands argv over, so that tests link the same code.
# Each folder lists its own files in its local.mk.

noinst_LIBRARIES += libmuster.a
libmuster_a_SOURCES =

include src/base/local.mk
include src/document/local.mk
include src/import/local.mk
include src/import/change/local.mk
include src/import/compose/local.mk
include src/import/kubernetes/local.mk
include src/import/swarm/local.mk
include src/estate/local.mk
include src/scenario/local.mk
include src/model/local.mk
include src/solve/local.mk
include src/solve/sets/local.mk
include src/verify/local.mk
include src/result/local.mk
include src/study/local.mk
include src/report/local.mk
include src/report/gate/local.mk
include src/report/board/local.mk
include src/report/whatif/local.mk
include src/report/plots/local.mk
include src/report/review/local.mk
include src/cli/local.mk

bin_PROGRAMS += muster
muster_SOURCES = src/main.c
muster_LDADD = libmuster.a $(MUSTER_LIBS)

# A shell script, which asks clusters with kubectl and docker.
dist_bin_SCRIPTS = src/muster-capture
