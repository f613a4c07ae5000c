causalimg 1

variables {
  lesions : count in [0, 10]
  falls   : count in [1, 20]
  score   : real in [0, 30]
  depth   : real in [5, 8] mm
}

noise {
  u ~ Uniform(0, 1)
}

mechanisms {
  lesions ~ Poisson(3)
  falls   ~ NegativeBinomial(2, 0.5)
  score   ~ Normal(15, 5) truncated [0, 40]
  depth   := 10 + u
}
