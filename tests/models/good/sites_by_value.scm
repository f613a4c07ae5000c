causalimg 1

model fields "a site is named as its value is written: quoted, by a digit, by a word"

variables {
  environment field : category {"1.5T", 3, cone}
  age               : real
  atrophy           : binary
}

graph {
  field -> age -> atrophy
}

parameters {
  b_0, b_age : real ~ Normal(0, 2)
}

mechanisms {
  age     ~ flow() given field
  atrophy ~ Bernoulli(logit = b_0 + b_age * age)
}

queries {
  weak   : E[age] for "1.5T"
  strong : P(atrophy | do(age = 70)) for 3
  other  : P(atrophy) for cone
}
