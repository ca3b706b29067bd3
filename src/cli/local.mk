# Sources of src/cli: libmuster_a_SOURCES += src/cli/NAME.c src/cli/NAME.h
libmuster_a_SOURCES += src/cli/cli.c src/cli/cli.h src/cli/command.h
libmuster_a_SOURCES += src/cli/date.c src/cli/date.h
libmuster_a_SOURCES += src/cli/help.c src/cli/help.h
libmuster_a_SOURCES += src/cli/option_values.c
libmuster_a_SOURCES += src/cli/options.c src/cli/options.h
libmuster_a_SOURCES += src/cli/output.c src/cli/output.h
