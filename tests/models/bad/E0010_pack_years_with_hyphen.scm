causalimg 1

variables {
  age : real
  dose : real
  sick : binary
  pack_years : real in [30, 200] pack-years
  rate : real beats-per-minute
}

graph {
  age -> dose
  age, dose -> sick
}
