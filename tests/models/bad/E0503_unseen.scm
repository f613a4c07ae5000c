causalimg 1

# nobody measures the disease itself
variables {
  latent disease : binary
  age            : real in [0, 100] years
  label          : binary
}

graph {
  age -> disease -> label
}

queries {
  risk : P(disease | do(age = 70 years))
  told : P(label | do(disease = 1))
}
