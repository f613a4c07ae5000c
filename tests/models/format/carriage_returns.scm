causalimg 1

model windows "typed elsewhere"

variables {
  age : real   ## doc
  ill  : binary # plain

  ## heading
  x: real
}

mechanisms {
  age ~ Normal(0,
   1)
  ill ~ Bernoulli(0.5)
    via threshold
  x ~ Normal(age,1)
}
