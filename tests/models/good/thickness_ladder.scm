causalimg 1

model thickness_ladder "slices of a ladder, up and down"

variables {
  thickness : real in [0.5, 10] mm
  noise_sd  : real in (0, inf) HU
}

noise {
  u ~ Normal(0, 0.1)
}

mechanisms {
  thickness ~ Uniform(1, 5)
  noise_sd  := 20 HU / sqrt(thickness / 1 mm) * exp(u)
}

interventions {
  all_thick : thickness in 1 mm .. 5 mm by 1 mm
}

queries {
  up    : noise_sd had thickness in 0.5 mm .. 10 mm by 0.5 mm
  down  : noise_sd had thickness in 5 .. 1 by -1
  cm    : noise_sd had thickness in 0.1 cm .. 0.5 cm by 0.1 cm
  named : noise_sd had all_thick
}
