causalimg 1

variables {
  blur             : real
  selection passed : binary
}

graph {
  blur -> passed
}

mechanisms {
  blur ~ Normal(0, 1)
  passed ~ Bernoulli(logit = linear(blur)) via threshold
}
