causalimg 1
mechanisms {
  image ~ vae(latent = 16, width = 32) given age_at_the_examination, sex_in_the_passport, diagnosis_at_discharge, scanner
  (first_target, second_target, third_target) ~ joint(bins = 8, hidden = 32, layers = 2) given fourth_variable, fifth_variable
}
