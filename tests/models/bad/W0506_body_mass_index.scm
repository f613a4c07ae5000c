causalimg 1

variables {
  height, weight, bmi : real
}

mechanisms {
  height ~ Normal(1.7, 0.1)
  weight ~ Normal(70, 10)
  bmi    := weight / height ^ 2
}

queries {
  tall : P(height > 1.8 | bmi > 30)
}
