causalimg 1

model import_two "two files, one of which imports the other"

import "parts/scanner.scm" as a
import "parts/tissue.scm" as b

param limit : real = a.noise_level + b.gain

variables {
  x     : real in [0, limit]
  plate : image[b.plate]
  cube  : image[a.body]
  size  : real
}

mechanisms {
  x     ~ Uniform(0, limit)
  plate ~ Normal(x / b.gain, a.noise_level)
  cube  ~ Normal(x, 1)
  size  ~ Normal(volume(cube > 0) / 100 ml, 1)
}

queries {
  lower : plate had x = 0
}
