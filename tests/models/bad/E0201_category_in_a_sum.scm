causalimg 1

variables {
  sex    : category {female, male}
  height : real
}

mechanisms {
  sex    ~ table()
  height ~ Normal(165 + 13 * sex, 7)
}
