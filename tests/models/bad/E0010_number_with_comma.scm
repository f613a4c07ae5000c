causalimg 1

variables {
  age : real
}

mechanisms {
  age ~ Normal(50, 10,5)
  risk := 0,5 * age
}
