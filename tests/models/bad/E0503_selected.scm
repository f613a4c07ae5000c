causalimg 1

# the schooled seek treatment, the ill and the schooled come back, and only these are in the table
variables {
  latent schooling, illness : real
  treated                   : binary
  relapse                   : binary
  selection back            : binary
}

graph {
  schooling -> treated -> relapse <- illness
  schooling, illness -> back
}

queries {
  effect : P(relapse | do(treated = 1)) - P(relapse | do(treated = 0))
}
