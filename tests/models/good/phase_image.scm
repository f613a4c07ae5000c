causalimg 1

model phase_image "a picture goes to k-space and back"

from std.mri import fourier, inverse_fourier, coil_maps, cartesian, combine

grid slice = 8 x 8 at 3 mm

variables {
  level  : real in (0, 1)
  truth  : image[slice] in [0, 1]
  again  : image[slice] in [0, inf)
  zipper : image[slice] in [0, inf)
  lines  : kspace[3, slice]
}

noise {
  u_truth : image[slice] ~ Beta(2, 2)
}

mechanisms {
  level  ~ Beta(2, 2)
  truth  := u_truth
  lines  := fourier(coil_maps(3, slice) * (level * truth))
  again  := combine(inverse_fourier(lines))
  zipper := abs(inverse_fourier(cartesian(fourier(truth), 2)))
}

queries {
  brighter : E[mean(again) | do(level = 0.9)] - E[mean(again) | do(level = 0.1)]
}
