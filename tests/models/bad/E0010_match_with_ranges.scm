causalimg 1

variables {
  digit : category {0..9}
  width : real
}

mechanisms {
  digit ~ table()
  width ~ Normal(match digit { 0..2: 1, 3: 2 + 1, 4..9: 3 }, 1)
}
