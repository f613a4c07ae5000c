causalimg 1

grid chest = 8 x 8 at 5 mm
grid hand  = 8 x 8 at 1 mm

variables {
  first  : image[chest]
  second : image[hand]
  both   : image[chest]
}

mechanisms {
  first  ~ Normal(0, 1)
  second ~ Normal(0, 1)
  both   := first + second
}
