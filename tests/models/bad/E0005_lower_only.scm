causalimg 1

variables {
  dose : real<lower=0>
}
