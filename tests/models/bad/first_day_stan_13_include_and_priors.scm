causalimg 1
#include base.stan

variables {
  age : real
}

parameters {
  s : real in (0, inf)
  s ~ cauchy(0, 2.5);
  m ~ normal(0, 1);
  simplex[3] theta;
}

mechanisms {
  real shift = m + 1;
  if (m > 0) { age ~ normal(m, s); }
  print(age);
}
