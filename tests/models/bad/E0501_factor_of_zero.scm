causalimg 1

variables {
  age  : real in [18, 100] years
  ill  : binary
  dose : real
  rate : real
  mood : real
}

noise {
  u, v, w ~ Normal(0, 1)
}

mechanisms {
  age  ~ Uniform(18, 100)
  ill  ~ Bernoulli(0.5) via threshold
  dose := 0.1 * age + 0 * u
  rate := 3 + ill * v
  mood := age + (if ill then 2 else 0) * w
}

queries {
  older : dose, rate, mood had age = 80 years, ill = 1
}
