causalimg 1

variables {
  environment field : category {"1.5T", "3T"}
  age               : real
}

mechanisms {
  age ~ flow() given field
}

queries {
  misspelt : E[age] for "3 T"
  a_word   : E[age] for T3
  a_digit  : E[age] for 3
  quoted   : E[age] for "everyone"
}
