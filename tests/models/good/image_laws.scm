causalimg 1

model image_laws "every law that draws a picture"

grid film = 4 x 4 at 1 mm

variables {
  level : real
  bell, heavy, peaked : image[film]
  grown, waited, drawn : image[film] in [0, inf)
  share : image[film] in [0, 1]
  flat, sure : image[film]
}

mechanisms {
  level  ~ Normal(0, 1)
  bell   ~ Normal(level, 1)
  heavy  ~ StudentT(4, bell, 2)
  peaked ~ Laplace(level, 0.5)
  grown  ~ LogNormal(0.1 * level, 0.2)
  waited ~ Exponential(exp(level))
  drawn  ~ Gamma(3, 1)
  share  ~ Beta(2, 2)
  flat   ~ Uniform(level - 1, level + 1)
  sure   ~ Delta(2 * bell)
}

queries {
  bright : bell had level = level + 1
}
