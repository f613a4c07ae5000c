causalimg 1

variables {
  environment site : category {north, south}
  pain             : real
}

graph {
  site -> pain
}

queries {
  there : E[pain] for sauth
}
