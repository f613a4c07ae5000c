causalimg 1

variables {
  age  : real in [0, 120] year
  size : real in [0, inf) cm
}

mechanisms {
  age  ~ Normal(50 yr, 10 yr) truncated [0, 120]
  size ~ Normal(5 kg, 1 kg) truncated [0, inf)
}
