# Sources of src/report/whatif: a comparison in each format.
libmuster_a_SOURCES += src/report/whatif/whatif_markup.c src/report/whatif/whatif_markup.h
libmuster_a_SOURCES += src/report/whatif/whatif.h src/report/whatif/whatif_csv.c
libmuster_a_SOURCES += src/report/whatif/whatif_json.c src/report/whatif/whatif_junit.c
libmuster_a_SOURCES += src/report/whatif/whatif_markdown.c src/report/whatif/whatif_summary.c
libmuster_a_SOURCES += src/report/whatif/whatif_table.c
