causalimg 1

model tumour_volume "a tumour in three dimensions"

grid body = 4 x 6 x 5 at 2 mm

variables {
  growth  : real
  uptake  : image[body] in [0, 1]
  tumour  : real in [0, inf) mm^3
}

noise {
  u_uptake : image[body] ~ Normal(0, 1)
}

mechanisms {
  growth ~ Normal(0, 1)
  uptake := sigmoid(growth + u_uptake)
  tumour := volume(uptake > 0.5)
}

queries {
  grown  : E[tumour | do(growth = 1)] - E[tumour | do(growth = 0)]
  earlier : uptake had growth = growth - 1
}
