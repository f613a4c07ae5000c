causalimg 1

from std.xray import scater

variables {
  dose : real
}

mechanisms {
  dose ~ Normal(0, 1)
}
