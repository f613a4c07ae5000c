causalimg 1

model discrete_laws "every finite law, with either coupling and with none"

variables {
  x : real
  a, b, c : binary
  d, e : category {p, q, r}
  f, g, h, i, j : ordinal {low < middle < high}
  k, q1, m, n, o : count
  s : binary
}

mechanisms {
  x ~ Normal(0, 1)
  a ~ Bernoulli(0.2) via threshold
  b ~ Bernoulli(logit = x) via gumbel_max
  c ~ Bernoulli(sigmoid(x))
  d ~ Categorical(p = 0.2, q = 0.3, r = 0.5) via gumbel_max
  e ~ Categorical(p = 0.2 * sigmoid(x), q = 0.3, r = 0.7 - 0.2 * sigmoid(x))
  f ~ Categorical(low = 0.5, middle = 0.25, high = 0.25) via threshold
  g ~ Categorical(low = 0.5, middle = 0.25, high = 0.25) via gumbel_max
  h ~ OrderedLogistic(x) via threshold
  i ~ OrderedLogistic(x, [-1, 1]) via gumbel_max
  j ~ Uniform() via threshold
  k ~ Poisson(3) via threshold
  q1 ~ Poisson(exp(x)) via gumbel_max
  m ~ NegativeBinomial(3, 0.5) via threshold
  n ~ NegativeBinomial(exp(x), 1) via gumbel_max
  o ~ Poisson(2)
  s ~ Categorical(0 = 0.3, 1 = 0.7) via threshold
}

queries {
  shifted : a, b, d, f, g, h, i, j, k, q1, m, n, s had x = x + 1
}
