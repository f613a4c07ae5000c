causalimg 1

variables {
  stage : category {early, late}
  size  : real
}

mechanisms {
  stage ~ Categorical(early = 0.5, late = match stage { early: 0.5, late: 0.5 })
  size  ~ Normal(linear(size, stage), 1)
}
