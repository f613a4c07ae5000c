causalimg 1

grid slice = 8 x 8 at 1 years
grid film  = 8 x 8 at 0.1 mm^2

variables {
  atrophy : real in [0, 1]
  tissue  : mask[slice] {background, csf}
  image   : image[film]
}

graph {
  atrophy -> tissue, image
}
