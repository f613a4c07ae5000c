causalimg 1

variables {
  age  : real in [18, 100] years
  size : real in (0, inf) mm
}

parameters {
  base    : real mm ~ Normal(80, 10)
  growth  : real in (0, inf) mm/years ~ LogNormal(0, 1)
  spread  : real in (0, inf) mm
  b_shift : real ~ Normal(0, 1) mm
}

mechanisms {
  age  ~ flow()
  size ~ LogNormal(base + growth * age, spread + b_shift)
}
