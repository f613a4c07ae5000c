causalimg 1

variables {
  age : real
}

generated quantities {
  real twice = 2 * age;
}
