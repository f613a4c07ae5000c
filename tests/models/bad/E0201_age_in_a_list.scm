causalimg 1

variables {
  age  : real
  dose : real
}

mechanisms {
  age  ~ Normal(50, 10)
  dose ~ Normal([1, 2], 1)
}
