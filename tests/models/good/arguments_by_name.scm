causalimg 1

model arguments_by_name "laws with all their arguments named, and in another order"

variables {
  a, b, c : real
  d, e : real in (0, inf)
  f : real in (0, 1)
  g : count
  h, i : binary
  j : real
  k : vector[2]
  m : ordinal {p < q < r}
}

mechanisms {
  a ~ Normal(sd = 2, mean = 1)
  b ~ StudentT(df = 4, scale = 2, mean = a)
  c ~ Laplace(scale = 1, mean = a)
  d ~ Gamma(rate = 2, shape = 3)
  e ~ LogNormal(mean = 0, sd = 1)
  f ~ Beta(b = 2, a = 1)
  g ~ NegativeBinomial(dispersion = 0.5, mean = d)
  h ~ Bernoulli(p = f)
  i ~ Bernoulli(logit = a)
  j ~ Uniform(high = 2, low = -2)
  k ~ MultivariateNormal(covariance = [[1, 0], [0, 1]], mean = [a, b])
  m ~ OrderedLogistic(score = a, cuts = [0, 1])
}
