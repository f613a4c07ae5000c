causalimg 1

variables {
  height, weight : real
}

noise {
  u_size ~ Normal(0, 1)
}

mechanisms {
  height := 1.7 + 0.1 * u_size
  weight := 70 + 10 * u_size
}
