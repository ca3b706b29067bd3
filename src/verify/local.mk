libmuster_a_SOURCES += \
	src/verify/pods/affinity.c \
	src/verify/pods/pods.c src/verify/pods/pods.h \
	src/verify/pods/ports.c \
	src/verify/pods/spread.c \
	src/verify/verify.h \
	src/verify/plan/verify_alone.c src/verify/plan/verify_between.c \
	src/verify/verify_bound.c \
	src/verify/plan/verify_caps.c \
	src/verify/plan/verify_check.h \
	src/verify/verify_cover.c src/verify/verify_cover.h \
	src/verify/plan/verify_giving_way.c \
	src/verify/plan/verify_plan.c \
	src/verify/plan/verify_quota.c \
	src/verify/verify_question.c src/verify/verify_question.h \
	src/verify/plan/verify_recovered.c \
	src/verify/verify_report.c src/verify/verify_report.h \
	src/verify/plan/verify_residents.c \
	src/verify/verify_room.c src/verify/verify_room.h \
	src/verify/verify_rows.c \
	src/verify/verify_rule.c src/verify/verify_rule.h \
	src/verify/plan/verify_scheduler.c \
	src/verify/plan/verify_standing.c \
	src/verify/verify_target.c \
	src/verify/plan/verify_tiers.c \
	src/verify/why/verify_growth.c \
	src/verify/why/verify_unreserved.c src/verify/why/verify_unreserved.h \
	src/verify/why/verify_why.c src/verify/why/verify_why.h src/verify/why/verify_why_check.h \
	src/verify/proof/cut.c src/verify/proof/cut.h src/verify/proof/cut_parts.h \
	src/verify/proof/cut_weigh.c \
	src/verify/proof/knapsack.c src/verify/proof/knapsack.h \
	src/verify/proof/leaf.c \
	src/verify/proof/leaf_fault.c \
	src/verify/proof/proof.h \
	src/verify/proof/sets.c \
	src/verify/proof/tree.c
