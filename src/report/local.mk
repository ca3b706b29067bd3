# Sources of src/report: libmuster_a_SOURCES += src/report/NAME.c src/report/NAME.h
libmuster_a_SOURCES += src/report/csv.c src/report/csv.h
libmuster_a_SOURCES += src/report/line.c src/report/line.h
libmuster_a_SOURCES += src/report/table.c src/report/table.h
libmuster_a_SOURCES += src/report/table_list.c src/report/table_verdict.c
libmuster_a_SOURCES += src/report/findings.c src/report/findings.h
libmuster_a_SOURCES += src/report/show.h src/report/show_sums.c src/report/show_table.c
