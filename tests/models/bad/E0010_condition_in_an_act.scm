causalimg 1

variables {
  age  : real in [18, 100] years
  ill  : binary
  sick : binary
}

mechanisms {
  age  ~ Uniform(18, 100)
  ill  ~ Bernoulli(0.3) via threshold
  sick ~ Bernoulli(if ill then 0.9 else 0.1) via threshold
}

interventions {
  reversed : ill = not ill
}

queries {
  flip : sick had ill = not ill
  old  : sick had ill = age > 70 years, age = age given age, ill, sick
  both : E[sick | do(ill = ill and sick)]
  some : sick - (sick had ill = if age > 70 years then 1 else 0)
}
