causalimg 1

param side  : int  = 0
param half  : real = 0.5
param worst : int  = inf
grid  chest = side x 64 at 5 mm
grid  strip = 64 x sede at 5 mm

variables {
  image  : image[chest]
  double : image[3, side, side]
  narrow : image[half, strip]
  broad  : image[99999999999999999999, worst]
}
