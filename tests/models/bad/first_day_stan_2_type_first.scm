causalimg 1

variables {
  real age;
  real<lower=0> dose;
  int<lower=0, upper=1> disease;
}
