causalimg 1

variables {
  age  : real in [18, 100] years
  dose : real
}

mechanisms {
  age  ~ flow()
  dose ~ Normal(0.1 * age, 1)
}

queries {
  child : dose had age = 12 years
}
