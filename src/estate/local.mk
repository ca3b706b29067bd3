libmuster_a_SOURCES += \
	src/estate/builder.c src/estate/builder.h \
	src/estate/builder_data.h \
	src/estate/builder_facts.c \
	src/estate/builder_settings.c \
	src/estate/estate.c src/estate/estate.h \
	src/estate/key.h \
	src/estate/rule.h
