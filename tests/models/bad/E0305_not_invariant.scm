causalimg 1

variables {
  environment site : category {north, south}
  disease          : binary
  dose             : real
}

graph {
  site -> disease -> dose
}

claims {
  invariant disease given dose across site
}
