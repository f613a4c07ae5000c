causalimg 1

model ward

variables {
  age  : real in [18, 100] years
  risk : real
}

mechanisms {
  age  ~ flow()
  risk := sigmoid(age - 60 years) + exp(age / 10 years)
}
