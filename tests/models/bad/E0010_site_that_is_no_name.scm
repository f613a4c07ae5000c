causalimg 1

variables {
  environment upgraded : binary
  age                  : real
  disease              : binary
}

graph {
  upgraded -> age -> disease
}

queries {
  after   : E[age] for 1
  quoted  : P(disease) for "site 2"
  instead : E[age | upgraded == 1]
}
