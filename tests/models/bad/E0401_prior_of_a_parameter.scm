causalimg 1

variables {
  age, dose : real
}

parameters {
  b : real ~ Normal(age, 1)
}

mechanisms {
  age  ~ Normal(50, 10)
  dose ~ Normal(b * age, 1)
}
