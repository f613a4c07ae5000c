causalimg 1

age -> disease

variables {
  age     : real
  disease : binary
}
