causalimg 1

grid film = 64 * 64 at 1 mm

variables {
  image : image[film]
}
