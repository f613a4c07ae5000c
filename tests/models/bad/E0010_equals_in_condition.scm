causalimg 1

variables {
  sex    : category {female, male}
  height : real
}

mechanisms {
  sex    ~ table()
  height ~ Normal(if sex = male then 178 else 165, 7)
}
