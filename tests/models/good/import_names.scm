causalimg 1

model import_names "names from modules, on one line and on several"

from std.phantom import thorax
from std.phantom import opacity
from std.xray import beer_lambert, scatter

grid chest = 8 x 8 at 40 mm

variables {
  extent : real in [0, 1]
  film   : image[chest] in [0, 1]
}

mechanisms {
  extent ~ Beta(1, 2)
  film   := scatter(beer_lambert(thorax(chest, 1) + extent * opacity(chest, 1)), 0.2)
}
