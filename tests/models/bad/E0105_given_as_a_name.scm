causalimg 1

variables {
  given : real
  dose  : real
}

graph {
  given -> dose
}
