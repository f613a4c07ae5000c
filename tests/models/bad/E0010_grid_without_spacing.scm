causalimg 1

grid film = 64 x 64

variables {
  image : image[film]
}
