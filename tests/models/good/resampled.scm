causalimg 1

model resampled "thick slices, a crop and a blur"

grid fine   = 16 x 16 at 1 mm
grid coarse = 8 x 8 at 2 mm
grid middle = 6 x 10 at 1 mm

variables {
  width  : real in [0, 4] mm
  truth  : image[fine] in [0, 1]
  soft   : image[fine]
  small  : image[coarse]
  cut    : image[middle]
  mean_signal, middle_signal, all_signal : real
}

noise {
  u_truth : image[fine] ~ Normal(0, 1)
}

mechanisms {
  width         ~ Uniform(0, 4)
  truth         := sigmoid(u_truth)
  soft          := blur(truth, width)
  small         := resize(soft, coarse)
  cut           := crop(soft, middle)
  mean_signal   := mean(small)
  middle_signal := median(cut)
  all_signal    := sum(truth)
}

queries {
  sharp : E[mean_signal | do(width = 0 mm)] - E[mean_signal | do(width = 2 mm)]
}
