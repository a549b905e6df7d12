#!/usr/bin/env bash
# Renders resources/icons/quince.svg to the sizes and containers that lie beside it. Only needed when the drawing
# changes; the results are committed. Needs rsvg-convert, png2icns and ImageMagick
# (Debian: apt install librsvg2-bin icnsutils imagemagick).

set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
cd "$SOURCE/resources/icons"

for size in 16 32 48 64 128 256 512; do
    rsvg-convert --width "$size" --height "$size" quince.svg --output "quince-$size.png"
done
# The format knows no 64.
png2icns quince.icns quince-{16,32,48,128,256,512}.png
# By full path where there is one: other programs are called `convert` too.
imagemagick=$(command -v magick || echo /usr/bin/convert)
"$imagemagick" quince-{16,32,48,64,128,256}.png quince.ico
