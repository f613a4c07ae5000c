causalimg 1

model params "constants: whole, real, computed from one another, and of the outside"

param side : int = 4
param pixels : int = side * side
param half : real = 1 / 2
param rate : real = exp(-half) + max(0, 1)
param coils : int = 2
grid lattice = side x 6 at 1.5 mm

variables {
  x      : real in [-half, half]
  image  : image[2, lattice]
  flat   : image[coils, side, side]
  plain  : image[side, 5]
  codes  : vector[pixels]
  signal : kspace[coils, lattice]
}

mechanisms {
  x      ~ Uniform(-half, half)
  image  ~ Normal(x, rate)
  flat   ~ Normal(half, 1)
  plain  ~ Laplace(x, half + 1)
  codes  ~ Normal(rate, 1)
  signal ~ ComplexNormal(0, half)
}
