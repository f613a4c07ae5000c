causalimg 1

variables {
  age : real
  sex : category {female, male}
}

graph {
  age _||_ sex
}
