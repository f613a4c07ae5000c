causalimg 1

model ward

variables {
  age     : real years
  disease : binary
  age     : real
}

noise {
  disease ~ Normal(0, 1)
}

interventions {
  old : age = 80 years, age = 90 years
}

queries {
  one : E[age]
  one : E[age | disease == 1]
}
