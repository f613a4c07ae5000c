causalimg 1

param apart : real = 0
param side  : int = 8
grid  film  = side x side at apart mm
grid  plate = 8 x 8 at apart px
grid  close = 8 x 8 at 0 mm

variables {
  image : image[film]
  thin  : image[plate]
  none  : image[close]
}
