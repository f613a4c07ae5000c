causalimg 1

model ms_lesions "lesions in the white matter, seen on a head"

from std.phantom import head
from std.mri import spoiled_gradient_echo, bias_field

grid slice = 24 x 24 at 8 mm

variables {
  load     : real in [0, 1]
  field    : real in [0.5, 7] T
  coil     : real
  tissue   : mask[slice] {background, csf, grey, white, hippocampus, lesion, skull, fat}
  image    : image[slice]
}

graph {
  load -> tissue -> image <- field, coil
}

noise {
  u_image : image[slice] ~ Normal(0, 1)
}

mechanisms {
  load   ~ Beta(1, 4)
  field  ~ Uniform(1.5 T, 3 T)
  coil   ~ Normal(0, 0.2)
  tissue := head(slice, 1, 0.2, lesions = load)
  image  := spoiled_gradient_echo(tissue, field, 5 ms, repetition_time = 30 ms, flip = 25 deg)
            * bias_field(slice, coil) + 0.02 * u_image
}

queries {
  without : image had load = 0
  even    : image had coil = 0
}
