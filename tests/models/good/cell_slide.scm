causalimg 1

model cell_slide "nuclei under the microscope"

variables {
  thickness : real in (0, inf) um
  nuclei    : count
  diameter  : real in [1, 100] um
  wavelength: real in [400, 700] nm
  sharp     : binary
}

graph {
  thickness -> nuclei
  wavelength, thickness -> sharp
}

mechanisms {
  thickness  ~ LogNormal(1.2, 0.2)
  nuclei     ~ Poisson(40 * (thickness / 4 um)) via gumbel_max
  diameter   ~ Gamma(16, 2) truncated [1 um, 100 um]
  wavelength ~ Uniform(450 nm, 650 nm)
  sharp      ~ Bernoulli(logit = 4 - thickness / (0.004 * wavelength / 1 nm * 1 um)) via threshold
}

queries {
  thinner : nuclei, sharp had thickness = 2 um
}
