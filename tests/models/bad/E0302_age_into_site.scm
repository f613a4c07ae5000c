causalimg 1

variables {
  environment site : category {north, south}
  age              : real
}

graph {
  age -> site
}
