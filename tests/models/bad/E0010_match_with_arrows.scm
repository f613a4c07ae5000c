causalimg 1

variables {
  site : category {north, south}
  rate : real
}

mechanisms {
  site ~ table()
  rate := match site { north => 0.9, south => 0.8 }
}
