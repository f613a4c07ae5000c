causalimg 1

model ward

variables {
  age     : real in [18, 100] years
  sex     : category {female, male}
  disease : binary
}

graph {
  age, sex -> disease
}

mechanisms {
  age     ~ flow()
  sex     ~ table()
  disease ~ Bernoulli(logit = 0.04 * agee + (sex == male) - agee) via threshold
}

queries {
  effect : E[diseas | do(age = 80 yeers)]
}
