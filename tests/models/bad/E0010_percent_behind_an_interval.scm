causalimg 1

variables {
  saturation : real in [0, 100] %
  relapse    : binary
}

mechanisms {
  saturation ~ Uniform(0, 100)
  relapse    ~ Bernoulli(5 % * saturation)
}
