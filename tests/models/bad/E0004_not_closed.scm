causalimg 1

variables {
  age     : real
  disease : binary

graph {
  age -> disease
}

mechanisms {
  age     ~ flow()
  disease ~ table() given age
