causalimg 1

param early : real = 3

variables {
  stage : ordinal {early < late}
  size  : real
}

mechanisms {
  stage ~ table()
  size  ~ Normal(early + (stage == late), 1)
}
