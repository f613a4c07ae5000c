causalimg 1

model twins "two readers, one film, four numbers"

variables {
  truth, first, second : binary
  agreed               : binary
}

graph {
  truth -> first, second
  first, second -> agreed
}

mechanisms {
  truth  ~ Bernoulli(0.3) via threshold
  first  ~ Bernoulli(if truth then 0.85 else 0.1) via threshold
  second ~ Bernoulli(if truth then 0.75 else 0.05) via threshold
  agreed := first == second
}

queries {
  together : P(agreed)
  both     : P(first and second)
  either   : P(first or second)
  neither  : P(not first and not second)
  right    : P(first == truth | agreed == 1)
}
