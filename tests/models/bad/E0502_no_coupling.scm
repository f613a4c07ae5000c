causalimg 1

model ward

variables {
  age     : real years
  disease : binary
  scanner : category {agfa, philips}
  label   : binary
}

mechanisms {
  age     ~ Normal(50, 10)
  disease ~ Bernoulli(logit = 0.04 * (age - 60 years))
  scanner ~ Categorical(agfa = 0.5, philips = 0.5)
  label   ~ table() given disease, scanner
}

queries {
  older   : label had age = 80 years
  younger : disease had age = 30 years
  other   : label had scanner = agfa
}
