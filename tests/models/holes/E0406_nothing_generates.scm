causalimg 1

model ward

variables {
  age, dose : real
  selection archived : binary
}

graph {
  age <-> dose
  age -> archived
}

mechanisms {
  age      ~ Normal(50, 10)
  dose     ~ Normal(0, 1)
  archived ~ Bernoulli(logit = linear(age)) via threshold
}
