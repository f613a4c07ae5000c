causalimg 1

variables {
  age : real
  dose : real
  sick : binary
}

graph {
  age -> dose -> sick
}

parameters {
  b : real
  c : real in (0, inf)
}

mechanisms {
  b ~ Normal(0, 1)
  c := 2
  age ~ Normal(60, 10)
  dose ~ Normal(b * age, c)
  sick ~ Bernoulli(logit = 0.1 * dose)
}
