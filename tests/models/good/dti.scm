causalimg 1

model dti "diffusion along three axes"

variables {
  axes       : vector[3] in (0, inf)
  mean_diffusivity : real
  anisotropy : real
}

mechanisms {
  axes             ~ LogNormal([0.5, 0, -0.2], 0.2)
  mean_diffusivity := mean(axes)
  anisotropy       := sqrt(1.5 * sum((axes - mean(axes))^2) / sum(axes^2))
}

queries {
  typical : E[anisotropy]
}
