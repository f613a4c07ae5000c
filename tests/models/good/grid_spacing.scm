causalimg 1

model slices "a field of view of 192 mm, whatever the number of pixels, and a depth without a unit"

param view  : real = 192
param side  : int = 16
param pixel : real = view / side
param step  : real = 2
grid  slice = side x side at pixel mm
grid  stack = 8 x 8 x 4 at step
grid  half  = 8 x 8 at 0.5e1 mm
grid  plain = 4 x 4 at 1
grid  fine  = 4 x 4 at 0.5

variables {
  size   : real in (0, inf)
  tissue : mask[slice] {background, lesion}
  burden : real in [0, inf) mm^2
  volume : image[stack]
  small  : image[half]
  low    : image[plain]
  high   : image[fine]
}

graph {
  size -> tissue -> burden
  size -> volume, small, low, high
}

noise {
  u_volume : image[stack] ~ Normal(0, 1)
  u_small  : image[half] ~ Normal(0, 1)
  u_low    : image[plain] ~ Normal(0, 1)
  u_high   : image[fine] ~ Normal(0, 1)
}

mechanisms {
  size   ~ LogNormal(0, 0.2)
  tissue ~ vae(latent = 4) given size
  burden := area(tissue == lesion)
  volume := size + u_volume
  small  := size + u_small
  low    := blur(size * u_low, 1)
  high   := size * u_high
}
