causalimg 1

variables {
  age, weight, pressure : real
}

mechanisms {
  pressure ~ age + weight
}
