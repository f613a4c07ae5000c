causalimg 1

variables {
  age, dose : real
}

parameters {
  s : real ~ Normal(0, 1)
}

mechanisms {
  age  ~ Normal(50, 0)
  dose ~ Normal(age, s)
}
