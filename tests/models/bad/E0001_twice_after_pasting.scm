causalimg 1

variables {
  age : real
}

causalimg 1

graph {
  age -> age_later
}
