causalimg 1

model latent_groups "several latents of one type on one line"

variables {
  latent a, b, c : real
  x, y, z        : real
}

graph {
  a, b -> x
  b, c -> y
  c, a -> z
}

noise {
  u_x, u_y, u_z ~ Normal(0, 0.1)
}

mechanisms {
  a ~ Normal(0, 1)
  b ~ Normal(0, 1)
  c ~ Normal(0, 1)
  x := a + b + u_x
  y := b + c + u_y
  z := c + a + u_z
}

claims {
  x _||_ y | b
  x, a _||_ c
}
