causalimg 1

variables {
  latent habit    : real
  smoke, tar, ill : binary
}

graph {
  smoke -> tar -> ill
  habit -> smoke, ill
  habit -> tar
}

claims {
  identified effect  "the textbook says so"
  identified others
}

queries {
  effect : P(ill | do(smoke = 1))
  others : P(ill | tar == 1)
}
