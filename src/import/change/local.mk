# Sources of src/import/change: what-if changes.
libmuster_a_SOURCES += src/import/change/change_amounts.c src/import/change/change_amounts.h
libmuster_a_SOURCES += src/import/change/change_file.c src/import/change/change_file.h
libmuster_a_SOURCES += src/import/change/change_keys.c src/import/change/change_keys.h
libmuster_a_SOURCES += src/import/change/waiver_file.c src/import/change/waiver_file.h
