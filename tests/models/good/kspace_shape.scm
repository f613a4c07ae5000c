causalimg 1

model kspace_shape "k-space without a grid, its coils and lines as numbers"

from std.mri import inverse_fourier, combine

variables {
  kspace : kspace[1, 8, 8]
  median_signal : real
}

mechanisms {
  kspace ~ ComplexNormal(mean = 0, sd = 1)
  median_signal := median(combine(inverse_fourier(kspace)))
}
