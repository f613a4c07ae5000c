causalimg 1

model laws "every known law once, each with a cause"

variables {
  x        : real
  cut      : real in [0, 3]
  positive : real in (0, inf)
  heavy    : real
  peaked   : real
  waiting  : real in [0, inf)
  dose     : real in (0, inf)
  share    : real in (0, 1)
  flat     : real in [0, 2]
  certain  : real
  sick     : binary
  treated  : binary
  scanner  : category {agfa, ge, philips}
  any      : category {a, b, c}
  grade    : ordinal {low < middle < high}
  pain     : ordinal {none < mild < severe}
  stage    : ordinal {one < two < three}
  lesions  : count
  visits   : count
}

parameters {
  slope : real ~ Normal(0, 1)
  width : real in (0, inf) ~ LogNormal(0, 1)
}

mechanisms {
  x        ~ Normal(0, 1)
  cut      ~ Normal(slope * x, width) truncated [0, 3]
  positive ~ LogNormal(0.1 * x, 0.5)
  heavy    ~ StudentT(4, x, 2)
  peaked   ~ Laplace(x, 1)
  waiting  ~ Exponential(exp(0.2 * x))
  dose     ~ Gamma(2 + x^2, 1)
  share    ~ Beta(2 + x^2, 3)
  flat     ~ Uniform(0, 1 + sigmoid(x))
  certain  ~ Delta(2 * x)
  sick     ~ Bernoulli(logit = x) via threshold
  treated  ~ Bernoulli(if sick then 0.9 else 0.2) via gumbel_max
  scanner  ~ Categorical(agfa = 0.5, ge = 0.3 * sigmoid(x), philips = 0.5 - 0.3 * sigmoid(x))
             via gumbel_max
  any      ~ Uniform() via gumbel_max
  grade    ~ OrderedLogistic(x) via threshold
  pain     ~ OrderedLogistic(x, cuts = [-1, -1 + width]) via gumbel_max
  stage    ~ Categorical(one = 0.2, two = 0.3, three = 0.5) via threshold
  lesions  ~ Poisson(exp(x)) via threshold
  visits   ~ NegativeBinomial(exp(x), 0.5) via threshold
}
