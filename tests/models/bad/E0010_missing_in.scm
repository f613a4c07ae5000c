causalimg 1

variables {
  age  : real 18..100
  dose : real [0, 8] mGy
}
