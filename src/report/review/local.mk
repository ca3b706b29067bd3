# Sources of src/report/review: libmuster_a_SOURCES += src/report/review/NAME.c src/report/review/NAME.h
libmuster_a_SOURCES += src/report/review/figure.c src/report/review/figure.h
