data {
  int<lower=0> N;
  vector[N] age;
}
parameters {
  real alpha;
  real<lower=0> sigma;
}
model {
  age ~ normal(alpha, sigma);
}
