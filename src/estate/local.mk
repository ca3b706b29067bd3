libmuster_a_SOURCES += \
	src/estate/builder.c src/estate/builder.h \
	src/estate/builder_data.h \
	src/estate/builder_facts.c \
	src/estate/builder_query.c \
	src/estate/builder_rules.c \
	src/estate/builder_seal.c \
	src/estate/builder_settings.c \
	src/estate/digest.c \
	src/estate/edit.c src/estate/edit.h src/estate/edit_compact.c src/estate/edit_find.c \
	src/estate/estate.c src/estate/estate.h \
	src/estate/failover.c \
	src/estate/family.c \
	src/estate/finding.c src/estate/finding.h \
	src/estate/key.h \
	src/estate/lint.c src/estate/lint_standing.c src/estate/lint.h \
	src/estate/lint_nodes.c src/estate/lint_priority.c \
	src/estate/overlay.c \
	src/estate/pod_rule.h \
	src/estate/requires.c \
	src/estate/rule.h \
	src/estate/seal.h \
	src/estate/seal_amounts.c \
	src/estate/seal_order.c \
	src/estate/seal_pods.c \
	src/estate/suggest.c src/estate/suggest.h \
	src/estate/tier.c \
	src/estate/total.c src/estate/total.h
