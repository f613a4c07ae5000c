causalimg 1

variables {
  digit : category {0..9}
  width : real
}

mechanisms {
  digit ~ table()
  width ~ Normal(match digit { 0..4: 1, 5..12: 2 }, 1)
}
