causalimg 1

param step : real = 2
grid film = 8 x 8 at step kg

variables {
  image : image[film]
}
