causalimg 1

model chest

grid chest = 8 x 8 at 5 mm

variables {
  girth : real in [0.8, 1.2]
  image : image[chest] in [0, inf)
}

mechanisms {
  girth ~ Uniform(0.8, 1.2)
  image := thorax(chest, girth)
}
