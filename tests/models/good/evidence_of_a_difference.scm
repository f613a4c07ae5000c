causalimg 1

model evidence_of_a_difference "what a difference of worlds may look at"

variables {
  age, size : real
  ill       : binary
}

noise {
  u_size ~ Normal(0, 1)
}

mechanisms {
  age  ~ Normal(60, 10)
  ill  ~ Bernoulli(logit = (age - 60) / 10) via threshold
  size := 2 * ill + 0.1 * age + u_size
}

queries {
  loss  : size - (size had ill = 0) given size, age, ill
  ratio : (size had ill = 1) / (size had ill = 0) given age, size, ill
}
