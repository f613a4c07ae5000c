causalimg 1

model ward

variables {
  age   : real in [18, 100] years
  dose  : real in (0, 8] mGy
  wait  : real
  falls : count
}

mechanisms {
  age   ~ flow()
  dose  ~ flow() given age
  wait  ~ Exponential(1)
  falls ~ Poisson(2)
}

queries {
  young  : dose had age = 12 years
  months : dose had age = 240 months
  ladder : dose had age in 0 years .. 90 years by 10 years
  old    : E[dose | age > 120 years]
  early  : E[dose | wait < 0] - E[dose | 0 > wait]
  half   : P(age > 70 | falls == 1.5)
}
