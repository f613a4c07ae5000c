causalimg 1

model ward “a small ward”

variables {
  age : real in [0, ∞) years
}

queries {
  old : P(age ≥ 70)
}
