causalimg 1

variables {
  latent frailty     : real
  treated, recovered : binary
}

graph {
  treated -> recovered
  frailty -> treated, recovered
}

queries {
  effect : P(recovered == 1 | do(treated = 1)) - P(recovered == 1 | do(treated = 0))
}
