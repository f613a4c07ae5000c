causalimg 1

grid fine   = 16 x 16 at 1 mm
grid coarse = 8 x 8 at 2 mm
grid large  = 8 x 20 at 1 mm
grid middle = 8 x 8 at 0.1 cm

variables {
  film                : image[fine]
  wrong, right, whole : image[coarse]
  wide                : image[large]
  fitting             : image[middle]
}

mechanisms {
  film    ~ Normal(0, 1)
  wrong   := crop(film, coarse)
  right   := resize(film, coarse)
  whole   := right
  wide    := crop(film, large)
  fitting := crop(film, middle)
}
