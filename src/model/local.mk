libmuster_a_SOURCES += \
	src/model/certificate.h \
	src/model/eligible.c src/model/eligible.h \
	src/model/plan.h \
	src/model/problem.h
