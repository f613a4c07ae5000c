causalimg 1

variables {
  age, dose : real
}

mechanisms {
  age ~ normal(50, 10);
  dose ~ normal(0.1 * age, 1);
}
