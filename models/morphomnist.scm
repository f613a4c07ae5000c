causalimg 1

model morphomnist "thickness drives intensity; both, with the digit, draw the image"

param latents : int = 16
grid  canvas = 28 x 28 at 1 px

variables {
  digit     : category {0..9}
  thickness : real in (0.5, inf) px   ## mean stroke width
  intensity : real in (64, 255) grey  ## median brightness of the ink
  image     : image[canvas] in [0, 255] grey
}

graph {
  thickness -> intensity -> image
  digit, thickness -> image
}

noise {
  u_thickness ~ Gamma(10, rate = 5)
  u_intensity ~ Normal(0, 1)
}

mechanisms {
  digit     ~ Uniform()
  thickness := 0.5 + u_thickness
  intensity := 64 + 191 * sigmoid(2 * (thickness - 2.5) + 0.5 * u_intensity)
  image     ~ vae(latent = latents) given digit, thickness, intensity
}

claims {
  digit _||_ thickness, intensity
}

queries {
  brightness  : E[intensity | do(thickness = 4 px)] - E[intensity | do(thickness = 2 px)]
  bolder      : image, intensity had thickness = thickness + 2 px
  bolder_only : image had thickness = thickness + 2 px, intensity = intensity
  ladder      : image had thickness in 1 px .. 6 px by 0.5 px
}
