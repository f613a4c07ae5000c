causalimg 1

variables {
  noise : real
  graph : real
}
