causalimg 1

model lung_density "emphysema thins the lung"

variables {
  smoking   : real in [0, inf)            ## pack years
  emphysema : real in (0, 1)              ## share of the lung
  density   : real in [-1024, inf) HU
}

noise {
  u_smoking ~ Exponential(rate = 0.05)
  u_lung    ~ Normal(mean = 0, sd = 1)
  u_hu      ~ Normal(0, 1)
}

mechanisms {
  smoking   := u_smoking
  emphysema := sigmoid(-3 + 0.05 * smoking + 0.6 * u_lung)
  density   := -1024 + 200 * exp(-emphysema + 0.1 * u_hu)
}

queries {
  never : emphysema, density had smoking = 0
}
