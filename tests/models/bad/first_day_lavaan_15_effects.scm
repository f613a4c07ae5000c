causalimg 1

variables {
  age, dose : real
  sick      : binary
}

graph {
  age -> dose -> sick <- age
}

parameters {
  a, b, c : real
  s       : real in (0, inf)
}

mechanisms {
  age  ~ Normal(50, 10)
  dose ~ Normal(a * age, s)
  sick ~ Bernoulli(logit = b * dose + c * age) via threshold
}

queries {
  indirect := a*b
  total := c + a*b
  indirect(age, sick)
  ate : ATE(dose, sick)
}
