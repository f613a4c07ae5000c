causalimg 1
mechanisms {
  y := alpha_coefficient * first_variable + beta_coefficient * second_variable - gamma_coefficient * third_variable + delta
  z := (alpha_coefficient + beta_coefficient) * (first_variable - second_variable) / (gamma_coefficient + third_variable_of_all)
  w := first_condition_of_all == 1 and second_condition_of_all == 2 or third_condition_of_all == 3 and not fourth_condition
  v := -(alpha_coefficient + beta_coefficient * second_variable_with_a_long_name - gamma_coefficient_with_a_long_name)^2
}
