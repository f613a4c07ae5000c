causalimg 1

variables {
  dose : real
}

noise {
  u_dose, u_pain ~ Normal(0, 1)
}

mechanisms {
  dose := 5 + u_dose
}
