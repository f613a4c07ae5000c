causalimg 1

# who relapses does not come back, and the ward decides about both
variables {
  ward           : category {a, b}
  treated        : binary
  relapse        : binary
  selection back : binary
}

graph {
  ward -> treated -> relapse -> back
  ward -> relapse
}

queries {
  effect : P(relapse | do(treated = 1)) - P(relapse | do(treated = 0))
  ward_a : P(treated | do(ward = a))
}
