causalimg 1

model ward

variables {
  age   : real in [18, 100] years
  dose  : real in (0, 8] mGy
  depth : real cm
  label : binary
}

mechanisms {
  age   ~ Normal(60 mm, 12) truncated [18, 100]
  dose  ~ LogNormal(0, 0.2) truncated (0, 8 mGy]
  depth ~ Normal(20 mm + dose, 1 mm)
  label ~ Bernoulli(logit = (age - 60 years) / 10 years - dose / 2 mGy + depth / 10 cm)
}

queries {
  effect : E[label | do(dose = 3 mm)] - E[label | do(dose = 1000 uGy)]
}
