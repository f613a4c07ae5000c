causalimg 1

variables {
  age : real
  dose : real
  sick : binary
}

graph {
  age -> dose
  age, dose -> sick
}

mechanisms {
  a == b
  f <~ age + dose
}
