causalimg 1

variables {
  age : real
  dose : real
  sick : binary
  f : real
}

graph {
  age -> dose
  age, dose -> sick
}

mechanisms {
  f =~ sick + dose
}
