causalimg 1

modle ward

variabels {
  age  : real
  sex  category {female, male}
}

mechanisms {
  age := 3 +
  sex ~ Categorical(female = 0.5, male = 0.5) givn age
  x   := 2 * (age + 1
  z   := age] + 1
}

queries {
  effect : E[y | x = 1]
  swap   : image ahd x == 2
  more   = E[y]
  odd    : image + 1 had x = 2
  both   : E[y] given x
}

predictors {
  triage : disease form image invarient to site
}
