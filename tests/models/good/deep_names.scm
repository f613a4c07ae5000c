causalimg 1

model deep_names "a file that a file imports"

import "parts/tissue.scm" as b

variables {
  x : real
}

mechanisms {
  x ~ Normal(b.machine.noise_level, 1)
}
