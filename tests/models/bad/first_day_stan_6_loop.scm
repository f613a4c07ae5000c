causalimg 1

variables {
  age, dose : real
}

mechanisms {
  for (n in 1:N) {
    age[n] ~ Normal(50, 10)
  }
  dose ~ Normal(0.1 * age[1], 1)
}
