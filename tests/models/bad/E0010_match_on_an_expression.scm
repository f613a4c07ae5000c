causalimg 1

variables {
  digit : category {0..3}
  age   : real
  width : real
  frail : real
}

mechanisms {
  digit ~ table()
  age   ~ flow()
  width ~ Normal(match element(digit, 1) { 0: 1, 1: 2, 2: 3, 3: 4 }, 1)
  frail := match age > 70 { 1: 2, 0: 1 } + width
}
