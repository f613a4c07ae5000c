causalimg 1

param spacing : real = 2
grid  film  = 8 x 8 at spacin mm
grid  plate = 8 x 8 at image mm

variables {
  image : image[film]
  thin  : image[plate]
}
