causalimg 1

model ward "what is built on a file that is not there is not complained about as well"

import "scanners/lost.scm" as lost

param limit : real = lost.noise_level + 1

variables {
  image : image[lost.head]
}

mechanisms {
  image ~ Normal(0, limit)
}
