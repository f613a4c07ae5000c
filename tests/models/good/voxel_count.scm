causalimg 1

model voxel_count "volumes three ways"

variables {
  tumour  : real in (0, inf) mm^3
  voxels  : real in (0, inf) voxel
  litres  : real in (0, inf) ml
  surface : real in (0, inf) cm^2
}

mechanisms {
  tumour  ~ LogNormal(8, 1)
  voxels  := 1 voxel * (tumour / 2 mm^3)
  litres  := 0.001 ml * (tumour / 1 mm^3)
  surface := 4.84 * (tumour / 1 mm^3)^(2 / 3) * 1 mm^2
}

queries {
  doubled : voxels, litres had tumour = 2 * tumour
  big     : E[voxels | do(tumour = 0.001 l)] - E[voxels | do(tumour = 4 ul)]
}
