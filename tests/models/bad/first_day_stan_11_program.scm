data {
  int<lower=0> N;
  array[N] int<lower=0, upper=1> sick;
  matrix[N, 3] x;
  vector[N] dose;
}
transformed data {
  real m = mean(dose);
}
parameters {
  real alpha;
  vector[3] beta;
  real<lower=0> sigma;
}
transformed parameters {
  vector[N] mu = alpha + beta * dose;
}
model {
  sigma ~ cauchy(0, 2.5);
  for (n in 1:N) {
    dose[n] ~ normal(mu[n], sigma);
  }
  target += bernoulli_logit_lpmf(sick | alpha);
}
generated quantities {
  real twice = 2 * alpha;
  vector[N] dose_rep = normal_rng(mu, sigma);
}
