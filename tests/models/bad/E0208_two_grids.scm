causalimg 1

model chest

from std.phantom import thorax

grid chest = 64 x 64 at 5 mm
grid small = 32 x 32 at 10 mm

variables {
  girth : real in [0.8, 1.2]
  film  : image[chest]
  thumb : image[small]
  both  : image[chest]
}

mechanisms {
  girth ~ Uniform(0.8, 1.2)
  film  := thorax(chest, girth)
  thumb := 2 * film
  both  := film + thumb
}
