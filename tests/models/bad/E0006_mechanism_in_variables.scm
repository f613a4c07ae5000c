causalimg 1

variables {
  age : real
  age ~ Normal(50, 10)
  risk := 0.1 * age
}
