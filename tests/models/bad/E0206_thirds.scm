causalimg 1

variables {
  ward : category {a, b, c}
}

mechanisms {
  ward ~ Categorical(0.33, 0.33, 0.33)
}
