causalimg 1

param width = 4

variables {
  age : real
}
