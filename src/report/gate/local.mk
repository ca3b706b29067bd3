# Sources of src/report/gate: an answer for a pipeline.
libmuster_a_SOURCES += src/report/gate/gate.h
libmuster_a_SOURCES += src/report/gate/gate_junit.c src/report/gate/gate_markdown.c
