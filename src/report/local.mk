# Sources of src/report: libmuster_a_SOURCES += src/report/NAME.c src/report/NAME.h
