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
  dose ~~ 1*dose
  age ~~ 4 * age
  dose ~~ 0.5*sick
  age ~~ v*age
  sick ~~ sick
}
