# SPDX-License-Identifier: GPL-3.0-or-later
# Every test speaks TAP, so that single cases are counted; automake's TAP driver reads them.

# Unit tests, one program per module: tests/check_X is made of tests/check_X.c. One line each.
CHECK_UNITS =
CHECK_UNITS += tests/check_base
CHECK_UNITS += tests/check_compose
CHECK_UNITS += tests/check_document tests/check_figure
CHECK_UNITS += tests/check_json_items
CHECK_UNITS += tests/check_json_writer
CHECK_UNITS += tests/check_kubernetes
CHECK_UNITS += tests/check_label_selector
CHECK_UNITS += tests/check_quantity
CHECK_UNITS += tests/check_rows
CHECK_UNITS += tests/check_pool
CHECK_UNITS += tests/check_preempt
CHECK_UNITS += tests/check_question tests/check_pods
CHECK_UNITS += tests/check_scenario
CHECK_UNITS += tests/check_swarm
CHECK_UNITS += tests/check_options tests/check_result tests/check_table
CHECK_UNITS += tests/check_verify
tests_check_verify_SOURCES = tests/check_verify.c tests/estate_maker.c tests/estate_rules.c tests/plan_maker.c
CHECK_UNITS += tests/check_verify_bound
tests_check_verify_bound_SOURCES = tests/check_verify_bound.c tests/estate_maker.c tests/estate_rules.c tests/plan_maker.c
CHECK_UNITS += tests/check_verify_between
tests_check_verify_between_SOURCES = tests/check_verify_between.c tests/plan_maker.c
tests_check_verify_between_SOURCES += tests/estate_maker.c tests/estate_rules.c
CHECK_UNITS += tests/check_verify_pods
tests_check_verify_pods_SOURCES = tests/check_verify_pods.c tests/pods_of_scene.c
CHECK_UNITS += tests/check_verify_random
tests_check_verify_random_SOURCES = tests/check_verify_random.c tests/small_instance.c
tests_check_verify_random_SOURCES += tests/estate_maker.c tests/estate_rules.c tests/plan_maker.c
CHECK_UNITS += tests/check_proof
tests_check_proof_SOURCES = tests/check_proof.c tests/small_instance.c
tests_check_proof_SOURCES += tests/estate_maker.c tests/estate_rules.c tests/plan_maker.c
CHECK_UNITS += tests/check_random
tests_check_random_SOURCES = tests/check_random.c
tests_check_random_SOURCES += tests/brute_force.c tests/brute_rules.c tests/problem_maker.c
tests_check_random_SOURCES += tests/random_problem.c tests/rules_maker.c
CHECK_UNITS += tests/check_near
tests_check_near_SOURCES = tests/check_near.c
tests_check_near_SOURCES += tests/brute_force.c tests/brute_rules.c tests/problem_maker.c
tests_check_near_SOURCES += tests/random_problem.c tests/rules_maker.c
CHECK_UNITS += tests/check_pod_rules
tests_check_pod_rules_SOURCES = tests/check_pod_rules.c tests/problem_maker.c
tests_check_pod_rules_SOURCES += tests/random_problem.c tests/rules_maker.c
CHECK_UNITS += tests/check_line
tests_check_line_SOURCES = tests/check_line.c
CHECK_UNITS += tests/check_tight
tests_check_tight_SOURCES = tests/check_tight.c
CHECK_UNITS += tests/check_sets
tests_check_sets_SOURCES = tests/check_sets.c tests/problem_maker.c
CHECK_UNITS += tests/check_solve
tests_check_solve_SOURCES = tests/check_solve.c tests/problem_maker.c
CHECK_UNITS += tests/check_shift
tests_check_shift_SOURCES = tests/check_shift.c tests/problem_maker.c
CHECK_UNITS += tests/check_choose
tests_check_choose_SOURCES = tests/check_choose.c tests/problem_maker.c tests/brute_force.c tests/brute_rules.c
CHECK_UNITS += tests/check_glpk_memory
tests_check_glpk_memory_SOURCES = tests/check_glpk_memory.c tests/problem_maker.c
CHECK_UNITS += tests/check_prove
tests_check_prove_SOURCES = tests/check_prove.c tests/problem_maker.c
check_PROGRAMS += tests/bench/fo_solve
tests_bench_fo_solve_SOURCES = tests/bench/fo_solve.c tests/problem_maker.c
check_PROGRAMS += tests/bench/import_estate
tests_bench_import_estate_SOURCES = tests/bench/import_estate.c
check_PROGRAMS += tests/mutate_result
tests_mutate_result_SOURCES = tests/mutate_result.c tests/mutate_damage.c tests/mutate_damage.h

# Draws the figures of results (tests/e2e_plots.sh).
check_PROGRAMS += tests/draw_figures
tests_draw_figures_SOURCES = tests/draw_figures.c

# Units that make estates of texts.
CHECK_UNITS += tests/check_builder tests/check_csv_source tests/check_estate_file tests/check_tier
tests_check_builder_SOURCES = tests/check_builder.c tests/import_maker.c tests/import_maker.h
tests_check_csv_source_SOURCES = tests/check_csv_source.c tests/import_maker.c tests/import_maker.h
tests_check_estate_file_SOURCES = tests/check_estate_file.c tests/import_maker.c tests/import_maker.h

# End-to-end tests: POSIX sh scripts tests/e2e_X.sh (helpers: tests/tap.sh). One line each.
TAP_TESTS =
TAP_TESTS += tests/e2e_instances.sh
TAP_TESTS += tests/e2e_openb.sh tests/e2e_cli.sh tests/e2e_modelled.sh tests/e2e_schema.sh tests/e2e_semantics.sh
TAP_TESTS += tests/e2e_bad.sh
TAP_TESTS += tests/e2e_reasons.sh
TAP_TESTS += tests/e2e_shown.sh tests/e2e_pods.sh tests/e2e_capture.sh
TAP_TESTS += tests/e2e_compose.sh
TAP_TESTS += tests/e2e_evict.sh tests/e2e_giveway.sh
TAP_TESTS += tests/e2e_failover.sh tests/e2e_min_replicas.sh
EXTRA_DIST += tests/evict_check.py tests/preempt_check.py
TAP_TESTS += tests/e2e_explain.sh
TAP_TESTS += tests/e2e_conformance.sh
TAP_TESTS += tests/e2e_k8s_dumps.sh
TAP_TESTS += tests/e2e_stream.sh
TAP_TESTS += tests/e2e_swarm.sh
TAP_TESTS += tests/e2e_daemons.sh
TAP_TESTS += tests/e2e_data.sh tests/e2e_place.sh tests/e2e_mutations.sh tests/e2e_random.sh
TAP_TESTS += tests/e2e_overload.sh
TAP_TESTS += tests/e2e_unreserved.sh
TAP_TESTS += tests/e2e_plots.sh
TAP_TESTS += tests/e2e_readme.sh tests/e2e_reports.sh
TAP_TESTS += tests/e2e_browser.sh tests/e2e_report.sh

# Facts of the orchestrators, run by tests/e2e_conformance.sh. One line a file of kinds.
check_PROGRAMS += tests/conformance
tests_conformance_SOURCES = tests/conformance.c tests/facts/kinds.h
tests_conformance_SOURCES += tests/facts/evaluator.h
tests_conformance_SOURCES += tests/facts/evaluator_model.c
tests_conformance_SOURCES += tests/facts/evaluator_verify.c
tests_conformance_SOURCES += tests/pods_of_scene.c tests/pods_of_scene.h
tests_conformance_SOURCES += tests/facts/kind_common.c
tests_conformance_SOURCES += tests/facts/kind_between.c
tests_conformance_SOURCES += tests/facts/kind_compose.c
tests_conformance_SOURCES += tests/facts/kind_docker.c
tests_conformance_SOURCES += tests/facts/kind_fit.c
tests_conformance_SOURCES += tests/facts/kind_label.c
tests_conformance_SOURCES += tests/facts/kind_node.c
tests_conformance_SOURCES += tests/facts/kind_pod.c
tests_conformance_SOURCES += tests/facts/kind_preempt.c
tests_conformance_SOURCES += tests/facts/kind_quantity.c
tests_conformance_SOURCES += tests/facts/fit.h
tests_conformance_SOURCES += tests/facts/stage.c tests/facts/stage.h
tests_conformance_SOURCES += tests/facts/kinds_swarm.h
tests_conformance_SOURCES += tests/facts/kind_swarm.c
tests_conformance_SOURCES += tests/facts/kind_swarm_generic.c
tests_conformance_SOURCES += tests/facts/kind_swarm_schedule.c
tests_conformance_SOURCES += tests/facts/swarm_scheduler.c
tests_conformance_SOURCES += tests/facts/swarm_scheduler.h

# Fuzz targets: tests/fuzz/fuzz_X.c; a run replays the inputs in tests/fuzz/X. Two lines each.
FUZZ_UNITS =
FUZZ_UNITS += tests/fuzz/fuzz_change
tests_fuzz_fuzz_change_SOURCES = tests/fuzz/fuzz_change.c tests/fuzz/replay.c
FUZZ_UNITS += tests/fuzz/fuzz_compose
tests_fuzz_fuzz_compose_SOURCES = tests/fuzz/fuzz_compose.c tests/fuzz/replay.c
FUZZ_UNITS += tests/fuzz/fuzz_document
tests_fuzz_fuzz_document_SOURCES = tests/fuzz/fuzz_document.c tests/fuzz/replay.c
FUZZ_UNITS += tests/fuzz/fuzz_json_items
tests_fuzz_fuzz_json_items_SOURCES = tests/fuzz/fuzz_json_items.c tests/fuzz/replay.c
FUZZ_UNITS += tests/fuzz/fuzz_kubernetes
tests_fuzz_fuzz_kubernetes_SOURCES = tests/fuzz/fuzz_kubernetes.c tests/fuzz/replay.c
FUZZ_UNITS += tests/fuzz/fuzz_quantity
tests_fuzz_fuzz_quantity_SOURCES = tests/fuzz/fuzz_quantity.c tests/fuzz/replay.c
FUZZ_UNITS += tests/fuzz/fuzz_result
tests_fuzz_fuzz_result_SOURCES = tests/fuzz/fuzz_result.c tests/fuzz/replay.c
FUZZ_UNITS += tests/fuzz/fuzz_rows
tests_fuzz_fuzz_rows_SOURCES = tests/fuzz/fuzz_rows.c tests/fuzz/replay.c
FUZZ_UNITS += tests/fuzz/fuzz_swarm
tests_fuzz_fuzz_swarm_SOURCES = tests/fuzz/fuzz_swarm.c tests/fuzz/replay.c

# Lints: the rules of the house that a script can check.
LINT_TESTS =
LINT_TESTS += tests/lint_build.sh
LINT_TESTS += tests/lint_includes.sh
LINT_TESTS += tests/lint_paths.sh
LINT_TESTS += tests/lint_style.sh
LINT_TESTS += tests/lint_symbols.sh

# The short subset that `make distcheck` runs: it proves the package, not the program.
SMOKE_TESTS =
SMOKE_TESTS += tests/e2e_cli.sh
SMOKE_TESTS += tests/lint_build.sh

check_PROGRAMS += $(FUZZ_UNITS)
if HAVE_CHECK
check_PROGRAMS += $(CHECK_UNITS)
unit_tests = $(CHECK_UNITS)
else
unit_tests = tests/need_check.sh
endif

if SMOKE_TESTS_ONLY
TESTS += $(SMOKE_TESTS)
else
TESTS += $(LINT_TESTS) $(unit_tests) $(FUZZ_UNITS) $(TAP_TESTS)
endif

# What the check programs link with.
LDADD = libmuster.a $(MUSTER_LIBS) $(CHECK_LIBS)
AM_CPPFLAGS += -I$(srcdir)/tests

TEST_EXTENSIONS = .sh
tap_driver = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
LOG_DRIVER = $(tap_driver)
SH_LOG_DRIVER = $(tap_driver)
# A command before each test: make check TEST_WRAPPER='timeout 600'.
LOG_COMPILER = $(TEST_WRAPPER)
SH_LOG_COMPILER = $(TEST_WRAPPER) /bin/sh

# What a test may rely on. A finding of a sanitizer aborts, for its usual exit status, 1, means "at
# risk" here. Check's limit of 4 seconds a case is too tight for a busy machine.
AM_TESTS_ENVIRONMENT = \
	LC_ALL=C; export LC_ALL; TZ=UTC0; export TZ; \
	SRCDIR='$(abs_top_srcdir)'; export SRCDIR; \
	BUILDDIR='$(abs_top_builddir)'; export BUILDDIR; \
	MUSTER='$(abs_top_builddir)/muster$(EXEEXT)'; export MUSTER; \
	MUSTER_SANITIZE='$(MUSTER_SANITIZE)'; export MUSTER_SANITIZE; \
	MUSTER_SHARED=$${MUSTER_SHARED-$$(cd '$(abs_top_srcdir)/../shared' 2>/dev/null && pwd)}; \
	export MUSTER_SHARED; \
	ASAN_OPTIONS=$${ASAN_OPTIONS-abort_on_error=1}; export ASAN_OPTIONS; \
	UBSAN_OPTIONS=$${UBSAN_OPTIONS-halt_on_error=1:abort_on_error=1:print_stacktrace=1}; \
	export UBSAN_OPTIONS; \
	CK_DEFAULT_TIMEOUT=$${CK_DEFAULT_TIMEOUT-120}; export CK_DEFAULT_TIMEOUT;

# The scripts run the program itself.
check_DATA = muster$(EXEEXT)
TAP_TESTS += tests/e2e_gate.sh tests/e2e_starved.sh tests/e2e_whatif.sh
