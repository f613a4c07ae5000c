causalimg 1

variables {
  ill  : binary
  well : binary
  sick : binary
}

mechanisms {
  ill  ~ Bernoulli(0.3) via threshold
  well := 1 - ill
  sick ~ Bernoulli(if ill then 0.9 else 0.1) via threshold
}

queries {
  flip : sick had ill = 1 - ill
  word : sick had ill = true
}
