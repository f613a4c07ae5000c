causalimg 1

variables {
  age : real
  sex : category {female, male}
}

graph {
  age <-> sex
}

mechanisms {
  age, sex ~ joint()
}
