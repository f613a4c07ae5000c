causalimg 1

model ward

variables {
  ill  : binary
  dose : real
}

mechanisms {
  ill  ~ table() via threshold
  dose ~ Normal(linear(ill), 1)
}

queries {
  climbed : dose had ill in 0 .. 1 by 1
}
