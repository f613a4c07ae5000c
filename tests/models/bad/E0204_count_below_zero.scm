causalimg 1

variables {
  lesions, healed, lost : count
}

noise {
  u ~ Normal(0, 1)
}

mechanisms {
  lesions ~ Poisson(3) via threshold
  healed  := u
  lost    := 2 - 3
}
