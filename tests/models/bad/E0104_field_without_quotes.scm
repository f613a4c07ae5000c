causalimg 1

variables {
  field : category {"1.5T", "3T"}
  noise_level : real
}

mechanisms {
  field       ~ table()
  noise_level ~ Normal(if field == "1.5" then 2 else 1, 0.1)
}
