causalimg 1

grid g = 8 x 8 at 1 mm

variables {
  lone   : image[g] in [0, 1]
  tissue : mask[g] {background, grey, white}
  spot   : mask[g] {off, on}
  whole  : mask[g] {off, on}
}

mechanisms {
  lone   ~ vae()
  tissue := grey
  spot   := lone > 0.5
  whole  := mean(lone) > 0.5
}

queries {
  filled : tissue had tissue = grey
}
