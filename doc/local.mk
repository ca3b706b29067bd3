# SPDX-License-Identifier: GPL-3.0-or-later

if HAVE_MAN_PAGE
dist_man1_MANS += doc/muster.1 doc/muster-capture.1
endif
