causalimg 1

model import_file "sizes and numbers of another file"

import "parts/scanner.scm" as skyra
from std.mri import inverse_fourier, combine

variables {
  kspace : kspace[skyra.coils, skyra.head]
  image  : image[skyra.head] in [0, inf)
  codes  : vector[skyra.channels]
}

mechanisms {
  kspace ~ ComplexNormal(0, skyra.noise_level)
  image  := combine(inverse_fourier(kspace))
  codes  ~ Normal(skyra.noise_level, 1)
}
