libmuster_a_SOURCES += \
	src/model/build.c src/model/build.h \
	src/model/certificate.h \
	src/model/certify.c \
	src/model/displaced.c \
	src/model/eligible.c src/model/eligible.h \
	src/model/export.c src/model/export.h \
	src/model/plan.h \
	src/model/problem.h \
	src/model/question.c src/model/question.h \
	src/model/remains.c \
	src/model/requires.c \
	src/model/residents.c \
	src/model/solution.c src/model/solution.h \
	src/model/twins.c
libmuster_a_SOURCES += src/model/pod_eligible.c src/model/pod_eligible.h
libmuster_a_SOURCES += src/model/pod_spread.c
