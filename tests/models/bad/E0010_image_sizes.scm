causalimg 1

variables {
  a : image[64x64]
  b : image 64 x 64
  c : image(1, 64, 64)
}
