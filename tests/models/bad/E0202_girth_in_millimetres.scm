causalimg 1

from std.phantom import thorax, brain
from std.mri import fourier, cartesian
from std.morpho import set_thickness

grid film = 8 x 8 at 40 mm

variables {
  waist  : real in [20, 50] cm
  age    : real in [45, 90] years
  chest  : image[film]
  wide   : image[film]
  ratio  : image[film]
  tissue : mask[film] {background, csf, grey, white, hippocampus}
  kspace : kspace[1, film]
  stroke : image[film]
}

mechanisms {
  waist  ~ Normal(30, 2) truncated [20, 50]
  age    ~ Normal(65, 8) truncated [45, 90]
  chest  := thorax(film, 300 mm)
  wide   := thorax(film, waist)
  ratio  := thorax(film, waist / 30 cm)
  tissue := brain(film, 1, age)
  kspace := cartesian(fourier(chest), 3 ms)
  stroke := set_thickness(chest, 3 mm)
}
