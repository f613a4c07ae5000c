causalimg 1

model number_notations "numbers in every notation"

variables {
  a : real in [1e-3, 1.0E+3]
  b : real in (0.0, inf)
  c : category {0..9}
  d : category {1, 2, 10}
  e : ordinal {0 < 1 < 2}
  f : category {low, 5, "1.5"}
  g : category {0..2, 5, other}
}

mechanisms {
  a ~ Uniform(0.0010, 1000)
  b ~ Exponential(2e0)
  c ~ Uniform() via gumbel_max
  d ~ Categorical(1 = 0.25, 2 = 0.25, 10 = 0.5) via gumbel_max
  e ~ Categorical(0 = 0.25, 1 = 0.25, 2 = 0.5) via threshold
  f ~ Categorical(low = 0.25, 5 = 0.25, "1.5" = 0.5) via gumbel_max
  g ~ Uniform() via gumbel_max
}

queries {
  seven : P(c == 7) + P(d == 10) + P(e > 0) + P(f == "1.5") + P(f == 5) + P(g == other) + P(g == 5)
}
