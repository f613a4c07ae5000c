causalimg 1

variables {
  scanner : category {agfa, philips}
  dose    : real
}

graph {
  scanner -> dose
}

queries {
  other : dose had scanner = siemens
}
