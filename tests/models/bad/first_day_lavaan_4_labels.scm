causalimg 1

variables {
  age, pressure : real
}

mechanisms {
  pressure ~ a*age
}
