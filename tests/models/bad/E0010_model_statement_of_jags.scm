causalimg 1

variables {
  x, y : real
}

mechanisms {
  for (i in 1:N) {
    y[i] ~ dnorm(mu[i], tau)
    mu[i] <- a + b * x[i]
  }
}
