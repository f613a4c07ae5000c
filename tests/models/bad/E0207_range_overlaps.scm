causalimg 1

variables {
  digit : category {0..3}
  width : real
}

mechanisms {
  digit ~ table()
  width ~ Normal(match digit { 0: 1, 1: 2, 2: 3, 3: 4, 3: 5 }, 1)
}
