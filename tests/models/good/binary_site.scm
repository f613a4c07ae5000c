causalimg 1

model binary_site "in or out of the trial"

variables {
  environment trial : binary
  dose              : real in (0, inf) mSv
}

mechanisms {
  dose ~ LogNormal(if trial then 0 else 0.5, 0.3)
}

queries {
  outside : E[dose | trial == 0]
}
