causalimg 1

variables {
  environment site : category {north, south}
  age, pressure    : real
}

graph {
  site -> age, pressure
  age -> pressure
}

mechanisms {
  pressure ~ c(a1, a2)*age
  group: north
  level: 1
}
