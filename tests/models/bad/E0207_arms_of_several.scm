causalimg 1

variables {
  digit : category {0..9}
  site  : category {north, south, "far east"}
  width : real
  dose  : real
}

mechanisms {
  digit ~ table()
  site  ~ table()
  width ~ Normal(match digit { 0..4: 1, 6, 3..5: 2, 7..8: 3 }, 1)
  dose  ~ Normal(match site { north, "far east": 1 }, match digit { 0..4, 6..9: 1 })
}
