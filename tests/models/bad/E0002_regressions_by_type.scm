causalimg 1

variables {
  age : real
  dose : real
  sick : binary
  nodules : count
  stage : category {a, b}
}

graph {
  age -> dose
  age, dose -> sick
}

mechanisms {
  sick ~ age + dose
  dose ~ age
  nodules ~ age + dose
  stage ~ age + dose
  fever ~ age + dose
}
