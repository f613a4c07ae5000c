causalimg 1

variables {
  stage : ordinal {early < late}
  size  : real
}

mechanisms {
  stage ~ table()
  size  ~ Normal(if stage >= 1 then 20 else 5, 1)
}
