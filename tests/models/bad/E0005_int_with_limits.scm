causalimg 1

variables {
  int<lower=0, upper=1> disease
  int<lower=0> visits
}
