causalimg 1

from std.mri import combine
from std.morpho import thickness

grid g    = 8 x 8 at 1 mm
grid wide = 8 x 16 at 1 mm

variables {
  image : image[3, g] in [0, 1]
  grey  : image[g]
  broad : image[wide] in [0, 1]
  film  : image[g]
  cut   : mask[g] {bone, air}
  kept  : mask[g] {bone, air}
  fine  : mask[g] {bone, air}
  red   : real in [0, inf) mm^2
  lit   : real in [0, inf) mm^2
  thick : real in [0, inf)
}

noise {
  u : image[3, g] ~ Uniform(0, 1)
  v : image[wide] ~ Uniform(0, 1)
}

mechanisms {
  image := u
  broad := v
  grey  := combine(image)
  film  := if broad > 0.5 then grey else 0
  cut   := if image > 0.8 then bone else air
  kept  := if image > 0.8 then fine else air
  fine  := if grey > 0.8 then bone else air
  red   := area(image > 0.5)
  lit   := area(grey > 0.5)
  thick := thickness(image)
}
