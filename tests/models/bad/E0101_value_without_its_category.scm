causalimg 1

model ward

variables {
  sex : category {female, male}
  dose : real
}

mechanisms {
  sex  ~ table()
  dose := 1 + 2 * male
}
