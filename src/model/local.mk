libmuster_a_SOURCES += \
	src/model/build.c src/model/build.h \
	src/model/certificate.h \
	src/model/certify.c \
	src/model/displaced.c \
	src/model/eligible.c src/model/eligible.h \
	src/model/evictable.c \
	src/model/export.c src/model/export.h \
	src/model/plan.h \
	src/model/pod_build.c src/model/pod_build.h \
	src/model/pod_eligible.c src/model/pod_eligible.h \
	src/model/pod_forbid.c \
	src/model/pod_index.c src/model/pod_index.h \
	src/model/pod_ports.c \
	src/model/pod_quota.c \
	src/model/pod_rows.c \
	src/model/pod_spread.c \
	src/model/preempt.c src/model/preempt.h \
	src/model/problem.h \
	src/model/question.c src/model/question.h \
	src/model/remains.c \
	src/model/requires.c \
	src/model/residents.c \
	src/model/scheduler.c src/model/scheduler.h \
	src/model/solution.c src/model/solution.h \
	src/model/twins.c
libmuster_a_SOURCES += src/model/uninvited.c src/model/uninvited.h src/model/scheduler_parts.h
libmuster_a_SOURCES += src/model/amounts.c
