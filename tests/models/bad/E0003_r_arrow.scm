causalimg 1

variables {
  age, risk : real
}

mechanisms {
  age  <- Normal(50, 10)
  risk <- 0.1 * age
}
