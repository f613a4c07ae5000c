causalimg 1

variables {
  age : real years in [18, 100]
}
