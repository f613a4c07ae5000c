causalimg 1

variables {
  site     : category {north, south}
  pressure : real
}

mechanisms {
  site     ~ table()
  pressure ~ 1 + (1 | site)
}
