causalimg 1

variables {
  environment field : category {north, everyone}
  age               : real
}

mechanisms {
  age ~ flow() given field
}
