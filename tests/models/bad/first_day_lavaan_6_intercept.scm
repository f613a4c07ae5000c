causalimg 1

variables {
  age, pressure : real
}

mechanisms {
  age ~ 1
  pressure ~ 1 + age
}
