causalimg 1

variables {
  scanner : category {agfa, philips}
  dose    : real
}

graph {
  scanner -> dose
}

interventions {
  harmonise : scanner := philips
  other     : do(scanner = agfa)
}
