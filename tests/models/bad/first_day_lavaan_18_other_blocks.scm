causalimg 1

variables {
  age, dose : real
  sick      : binary
  sick ~ age
}

graph {
  age -> dose -> sick <- age
  age2 :
}

queries {
  sick ~ dose + age
  age2 : real
}
