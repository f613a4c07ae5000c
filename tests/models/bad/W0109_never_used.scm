causalimg 1

model ward

param width : int = 4
grid  chest = 8 x 8 at 5 mm

from std.xray import scatter

variables {
  age  : real years
  dose : real mGy
}

parameters {
  b : real ~ Normal(0, 1)
}

mechanisms {
  age ~ Normal(50, 10)
}
