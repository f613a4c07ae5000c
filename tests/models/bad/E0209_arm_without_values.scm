causalimg 1

variables {
  digit : category {0..9}
  width : real
}

mechanisms {
  digit ~ table()
  width ~ Normal(match digit { 4..0: 1, 5..9: 2 }, 1)
}
