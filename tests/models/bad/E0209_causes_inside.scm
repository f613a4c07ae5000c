causalimg 1

model ward

variables {
  age  : real years
  site : category {north, south}
  view : category {frontal, lateral}
  sick : binary
  dose : real
  hits : count
  film : image[1, 8, 8]
}

mechanisms {
  age  ~ flow()
  site ~ table()
  view ~ mlp(age, site)
  sick ~ linear(hidden = 3) given age
  dose ~ mlp(hidden = 0) given age, sick
  hits ~ mlp() given age
  film ~ linear() given age
}
