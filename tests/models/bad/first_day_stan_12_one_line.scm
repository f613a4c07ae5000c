causalimg 1

data { int<lower=0> N; vector[N] y; }
parameters { real<lower=0> sigma; real mu; }
model { y ~ normal(mu, sigma); }
