causalimg 1

variables {
  dose : real
}

mechanisms {
  dose := 5 + u_dose
}
