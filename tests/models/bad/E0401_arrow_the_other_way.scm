causalimg 1

variables {
  disease, label : binary
}

graph {
  label -> disease
}

mechanisms {
  disease ~ Bernoulli(0.2)
  label   ~ Bernoulli(if disease == 1 then 0.9 else 0.1)
}
