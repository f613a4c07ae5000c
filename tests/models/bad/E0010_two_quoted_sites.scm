causalimg 1

variables {
  environment field : category {"1.5T", "3T"}
  age               : real
}

mechanisms {
  age ~ flow() given field
}

queries {
  both : E[age] for "1.5T", "3T"
}
