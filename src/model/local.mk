libmuster_a_SOURCES += \
	src/model/build.c src/model/build.h \
	src/model/certificate.h \
	src/model/certify.c \
	src/model/displaced.c \
	src/model/eligible.c src/model/eligible.h \
	src/model/evictable.c \
	src/model/export.c src/model/export.h \
	src/model/plan.c src/model/plan.h \
	src/model/pods/pod_build.c src/model/pods/pod_build.h \
	src/model/pods/pod_eligible.c src/model/pods/pod_eligible.h \
	src/model/pods/pod_forbid.c \
	src/model/pods/pod_index.c src/model/pods/pod_index.h \
	src/model/pods/pod_ports.c \
	src/model/pods/pod_quota.c \
	src/model/pods/pod_rows.c \
	src/model/pods/pod_spread.c \
	src/model/scheduler/preempt.c src/model/scheduler/preempt.h \
	src/model/problem.h \
	src/model/question.c src/model/question.h \
	src/model/remains.c \
	src/model/requires.c \
	src/model/residents.c \
	src/model/scheduler/scheduler.c src/model/scheduler/scheduler.h \
	src/model/solution.c src/model/solution.h \
	src/model/twins.c
libmuster_a_SOURCES += src/model/scheduler/uninvited.c src/model/scheduler/uninvited.h src/model/scheduler/scheduler_parts.h
libmuster_a_SOURCES += src/model/amounts.c
