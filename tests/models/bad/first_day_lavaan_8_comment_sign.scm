causalimg 1

variables {
  age, pressure : real
}

mechanisms {
  ! the regression
  age ~ Normal(0, 1)
  pressure ~ Normal(linear(age), 1)
}
