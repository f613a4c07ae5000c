causalimg 1

variables {
  age(years) : real
  dose [mGy] : real
}
