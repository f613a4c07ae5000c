causalimg 1

variables {
  age : real
  dose : real [exposure]
  sick : binary [outcome]
  frail : real [latent]
}

graph {
  age, frail -> dose
  age, dose, frail -> sick
}
