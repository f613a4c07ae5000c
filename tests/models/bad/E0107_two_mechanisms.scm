causalimg 1

model ward

variables {
  age, dose : real
}

mechanisms {
  age  ~ Normal(50, 10)
  dose := 2 * age
  dose ~ Normal(age, 1)
}
