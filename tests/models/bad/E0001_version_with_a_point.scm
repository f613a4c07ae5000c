causalimg 1.0

variables {
  age : real
}
