causalimg 1

variables {
  field : category {"1.5T", "3T"}
  y : real
}

mechanisms {
  field ~ Categorical("1.5T" = 0.5, "3T" = 0.5)
  y ~ Normal(if field == 3T then 1 else 0, 1)
}

queries {
  a : y had field = 3T
  b : P(field == 3T)
  d : P(field == 1.5T)
  c : E[y | do(field = 1.5 T)]
}
