causalimg 1

variables {
  field : category {"1.5T", "3T", "7T"}
  digit : category {0..2}
  sick  : binary
}

mechanisms {
  field ~ Categorical("1.5T" = 0.2, "3T" = 0.8)
  digit ~ Categorical(0 = 0.2, 1 = 0.3, 2 = 0.6)
  sick  ~ Bernoulli("p" = match field { "1.5T": 0.1, "3T": 0.2, "7T": 0.3 } + digit / 10)
}
