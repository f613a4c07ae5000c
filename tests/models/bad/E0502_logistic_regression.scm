causalimg 1

variables {
  age     : real
  disease : binary
}

mechanisms {
  age     ~ Normal(50, 10)
  disease ~ Bernoulli(logit = linear(age))
}

queries {
  younger : disease had age = 40
}
