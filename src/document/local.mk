libmuster_a_SOURCES += \
	src/document/document.c src/document/document.h \
	src/document/json_items.c src/document/json_items.h \
	src/document/json_keys.c src/document/json_keys.h \
	src/document/json_parts.c src/document/json_parts.h \
	src/document/json_reader.c src/document/json_reader.h \
	src/document/json_scan.c src/document/json_scan.h \
	src/document/json_unescape.c \
	src/document/json_window.c src/document/json_window.h \
	src/document/json_writer.c src/document/json_writer.h \
	src/document/lookup.c src/document/lookup.h \
	src/document/rows.c src/document/rows.h \
	src/document/tree.c src/document/tree.h \
	src/document/yaml_merge.c \
	src/document/yaml_reader.c src/document/yaml_reader.h \
	src/document/yaml_scalar.c
