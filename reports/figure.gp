# Every figure of a review is drawn by this template. muster lays a figure out in px, from the upper
# left corner, and writes what to draw to NAME.tsv; a copy of this file, NAME.gp, begins with
#     name    NAME
#     width, height    px
#     block   where in NAME.tsv the boxes, lines, points and each style of text stand, counted in
#             blocks apart by two empty lines; -1: there are none
# Draw it again with: gnuplot -d NAME.gp
#
# No text may stand in here: gnuplot runs what is in backquotes. All text comes from the .tsv.

set encoding utf8
set datafile separator "\t"
set datafile commentschars ""

data = name.".tsv"
face = "DejaVu Sans"

# Styles of text: size in px, bold, degrees, side of the anchor.
array size[13] = [17, 12, 12, 12, 12, 11, 11, 11, 11, 11, 10, 10, 11]
array bold[13] = [ 1,  0,  1,  0,  1,  0,  0,  0,  1,  1,  1,  0,  0]
array lean[13] = [ 0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0, 40]
array side[13] = ["left", "left", "left", "right", "right", "left", "right", "center", \
    "left", "right", "center", "left", "left"]

# The command: blocks that are there, in the order in which they cover each other.
part(b, how) = b < 0 ? "" : sprintf(", data index %d every ::1 ", b).how
style(s) = sprintf("using 1:2:4:3 with labels %s rotate by %d font '%s%s,%d' noenhanced ", \
    side[s], lean[s], face, bold[s] ? ":Bold" : "", size[s])."tc rgb variable"
marks = part(block[1], "using 1:3:1:2:3:4:5 with boxxyerror lc rgb variable")
marks = marks.part(block[2], "using 1:2:3:4:5 with vectors nohead lw 2 lc rgb variable")
marks = marks.part(block[3], \
    "using 1:2:($3 * px):4:5 with points ps variable pt variable lc rgb variable")
do for [s = 1:13] { marks = marks.part(block[3 + s], style(s)) }

do for [format in "svg png pdf"] {
    # Fonts are scaled so that a line of text is equally wide in all three.
    # px: the size of a point that is one pixel wide.
    if (format eq "svg") {
        set term svg size width,height dynamic font face.",12" background rgb "white" noenhanced
        px = 0.48 / 13
    }
    if (format eq "png") {
        set term pngcairo size width,height font face.",12" fontscale 0.75 \
            background rgb "white" noenhanced
        px = 1.0 / 13
    }
    if (format eq "pdf") {
        set term pdfcairo size width / 96.0 in,height / 96.0 in font face.",12" fontscale 0.5625 \
            noenhanced
        px = 0.81 / 13
    }
    set output name.".".format
    set xrange [0:width]
    set yrange [height:0]
    unset border
    unset tics
    unset key
    set lmargin at screen 0
    set rmargin at screen 1
    set tmargin at screen 1
    set bmargin at screen 0
    set style fill solid 1.0 noborder

    eval "plot".marks[2:*]
    unset output
}
