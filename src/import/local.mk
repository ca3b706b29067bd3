# Sources of src/import: libmuster_a_SOURCES += src/import/NAME.c src/import/NAME.h
libmuster_a_SOURCES += src/import/label_selector.c src/import/label_selector.h
libmuster_a_SOURCES += src/import/label_selector_text.c
libmuster_a_SOURCES += src/import/pod_placement.c src/import/pod_placement.h
libmuster_a_SOURCES += src/import/pod_request.c src/import/pod_request.h
libmuster_a_SOURCES += src/import/pod_spread.c src/import/pod_sum.c
libmuster_a_SOURCES += src/import/reading.c src/import/reading.h
libmuster_a_SOURCES += src/import/resource_list.c
