causalimg 1

variables {
  α, β : real
}

mechanisms {
  α ~ N(0, 1)
  β ~ Normal(α·2, 1)
}
