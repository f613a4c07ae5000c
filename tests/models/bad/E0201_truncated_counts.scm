causalimg 1

variables {
  lesions : count
  falls   : count
  ill     : binary
}

mechanisms {
  lesions ~ Poisson(3) truncated [0, 10]
  falls   ~ NegativeBinomial(3, 1) truncated [1, inf)
  ill     ~ Bernoulli(0.3) truncated [0, 1]
}
