causalimg 1

model noises "every kind of noise"

grid film = 4 x 5 at 1 mm

variables {
  a, b, c : real
  d : real in [0, inf)
  f : binary
  g : category {x1, x2}
  h : count
  p : image[film]
  v : vector[2]
  s : kspace[1, film]
  m : ordinal {one < two}
}

noise {
  u_a             ~ Normal(0, 1)
  u_b             : real ~ StudentT(4)
  u_c             ~ Laplace(0, 1) truncated [-2, 2]
  u_d             ~ Exponential(1)
  u_f             : binary ~ Bernoulli(0.3)
  u_g             : category {x1, x2} ~ Categorical(x1 = 0.4, x2 = 0.6)
  u_h             : count ~ Poisson(2)
  u_p             : image[film] ~ Normal(0, 1)
  u_v             : vector[2] ~ MultivariateNormal([0, 0], [[1, 0.5], [0.5, 1]])
  u_s             : kspace[1, film] ~ ComplexNormal(0, 1)
  u_m             : ordinal {one < two} ~ Categorical(one = 0.5, two = 0.5)
}

mechanisms {
  a := u_a
  b := a + u_b
  c := a - u_c
  d := 2 * u_d
  f := u_f
  g := u_g
  h := u_h
  p := a + u_p
  v := [a, b] + 2 * u_v
  s := u_s
  m := u_m
}
