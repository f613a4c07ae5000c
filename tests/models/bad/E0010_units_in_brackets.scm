causalimg 1

variables {
  age  : real in [18, 100] (years)
  dose : real in [0, 8] [mGy]
  size : real "mm"
}
