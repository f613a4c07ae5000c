causalimg 1

variables {
  3t_field : binary
}
