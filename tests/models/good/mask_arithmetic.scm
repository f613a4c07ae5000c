causalimg 1

model mask_arithmetic "grey values by label, labels by threshold"

grid slice = 8 x 6 at 2 mm

variables {
  level  : real in (0, 1)
  raw    : image[slice]
  tissue : mask[slice] {air, water, bone}
  image  : image[slice]
}

noise {
  u_raw   : image[slice] ~ Normal(0, 1)
  u_image : image[slice] ~ Normal(0, 1)
}

mechanisms {
  level  ~ Beta(5, 5)
  raw    := u_raw
  tissue := if raw > level then bone else if raw > 0 then water else air
  image  := match tissue { air: -1000, water: 0, bone: 700 } + 20 * u_image
}

queries {
  bones  : E[area(tissue == bone)]
  higher : image had level = 0.9
}
