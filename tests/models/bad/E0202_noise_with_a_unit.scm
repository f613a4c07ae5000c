causalimg 1

param margin : real = 2 mm

variables {
  width : real cm
}

noise {
  u ~ Normal(0, 3 mm)
}

parameters {
  shift : real ~ Normal(0, 5 mm)
}

mechanisms {
  width := margin + shift + u
}
