causalimg 1

from numpy import exp

variables {
  dose : real
}

mechanisms {
  dose ~ Normal(0, 1)
}
