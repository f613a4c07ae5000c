causalimg 1

variables {
  grid film = 8 x 8 at 1 mm
  image : image[film]
}
