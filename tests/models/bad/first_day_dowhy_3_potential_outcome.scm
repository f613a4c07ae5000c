causalimg 1

variables {
  age, dose : real
  sick      : binary
}

graph {
  age -> dose -> sick <- age
}

queries {
  treated : E[sick(dose = 1)]
}
