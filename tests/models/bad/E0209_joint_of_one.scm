causalimg 1

variables {
  age : real
}

mechanisms {
  age ~ joint()
}
