causalimg 1

variables {
  height, weight, bmi : real
}

mechanisms {
  height ~ Normal(1.7, 0.1)
  weight ~ Normal(70, 10)
  bmi = weight / height ^ 2
}
