causalimg 1

variables {
  age   : real
  sick  : binary
  stage : ordinal {none < mild < severe}
}

graph {
  age -> sick, stage
}

mechanisms {
  sick | t1
  stage | t1 + t2
}
