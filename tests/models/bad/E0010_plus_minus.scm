causalimg 1

variables {
  age : real
}

mechanisms {
  age ~ 50 ± 10
}
