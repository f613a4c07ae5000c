causalimg 1

variables {
  age, dose : real
}

graph {
  age <-> dose
}

mechanisms {
  (age, dose) ~ Normal(0, 1)
}
