libmuster_a_SOURCES += \
	src/estate/builder.c src/estate/builder.h \
	src/estate/builder_data.h \
	src/estate/builder_facts.c \
	src/estate/builder_messages.c \
	src/estate/builder_query.c \
	src/estate/builder_rules.c \
	src/estate/seal/builder_seal.c \
	src/estate/builder_settings.c \
	src/estate/seal/digest.c \
	src/estate/edit/edit.c src/estate/edit/edit.h src/estate/edit/edit_compact.c src/estate/edit/edit_find.c \
	src/estate/estate.c src/estate/estate.h \
	src/estate/seal/failover.c \
	src/estate/seal/family.c \
	src/estate/finding.c src/estate/finding.h \
	src/estate/key.h \
	src/estate/lint/lint.c src/estate/lint/lint_standing.c src/estate/lint/lint.h \
	src/estate/lint/lint_nodes.c src/estate/lint/lint_priority.c \
	src/estate/seal/overlay.c \
	src/estate/pod_rule.h \
	src/estate/seal/requires.c \
	src/estate/rule.h \
	src/estate/seal/seal.h \
	src/estate/seal/seal_amounts.c \
	src/estate/seal/seal_order.c \
	src/estate/seal/seal_pods.c \
	src/estate/suggest.c src/estate/suggest.h \
	src/estate/seal/tier.c \
	src/estate/total.c src/estate/total.h
