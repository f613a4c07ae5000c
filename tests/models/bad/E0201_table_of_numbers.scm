causalimg 1

model ward

variables {
  age  : real years
  site : category {north, south}
  view : category {frontal, lateral}
}

mechanisms {
  age  ~ flow()
  site ~ table()
  view ~ table() given age, site
}
