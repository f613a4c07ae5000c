causalimg 1

variables {
  environment site   : category {north, south}
  latent habit       : real
  treated, recovered : binary
}

graph {
  habit -> treated, recovered
  site -> recovered <- treated
}

queries {
  effect : P(recovered == 1 | do(treated = 1)) for north
}
