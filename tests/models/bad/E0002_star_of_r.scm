causalimg 1

variables {
  age, sex, pressure : real
}

mechanisms {
  age      ~ Normal(50, 10)
  sex      ~ Normal(0, 1)
  pressure ~ age * sex
}
