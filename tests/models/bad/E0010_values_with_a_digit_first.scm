causalimg 1

variables {
  age : real
  dose : real
  sick : binary
  lung_rads : ordinal {1 < 2 < 3 < 4A < 4B}
  stage : category {4A, 4B}
  grade : category {low, 3C}
}

graph {
  age -> dose
  age, dose -> sick
}
