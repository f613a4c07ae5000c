causalimg 1

model ward

variables {
  scanner : category {agfa, philips}
  disease : binary
  field   : category {"1.5T", "3T"}
  score   : real
}

mechanisms {
  scanner ~ Categorical(agfa = 0.7, phillips = 0.3)
  disease ~ Bernoulli(0.1)
  field   ~ table()
  score   := if scanner == agfaa or field == "3 T" then 1 else match scanner { agfa: 2, other: 3 }
}

queries {
  odd : E[score | disease == 2]
}
