causalimg 1

variables {
  age : real
  dose : real
  sick : binary
  latent u
  weight, height
  environment site
}

graph {
  age -> dose
  age, dose -> sick
}
