causalimg 1

variables {
  age, dose : real
  sick      : binary
}

graph {
  age -> dose -> sick <- age
}

queries {
  do(dose = 1)
  P(sick | do(dose))
  E(sick | do(dose == 1))
  q : E[sick_{dose=1}]
  estimand : nonparametric-ate
  treatment : dose
}

P(sick | do(dose = 1))
model = CausalModel(data = df, treatment = "dose", outcome = "sick")
model.identify_effect()
