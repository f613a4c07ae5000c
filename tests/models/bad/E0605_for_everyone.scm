causalimg 1

# the archive keeps the films of the ill
variables {
  latent frailty     : real
  age                : real in [0, 100] years
  disease, bedside   : binary
  selection archived : binary
}

graph {
  age, frailty -> disease
  frailty -> bedside
  disease -> archived
}

queries {
  burden        : P(disease == 1) for everyone
  lying         : P(bedside == 1 | disease == 1) for everyone
  ageing        : P(disease | do(age = 70 years)) for everyone
  archived_ones : P(disease == 1)
}
