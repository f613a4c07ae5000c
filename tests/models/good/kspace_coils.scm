causalimg 1

model kspace_coils "four coils, every second line, one picture"

from std.phantom import brain
from std.mri import spoiled_gradient_echo, coil_maps, fourier, shake, cartesian, sense

param coils : int = 4
grid slice = 16 x 16 at 12 mm

variables {
  field        : category {"0.55T", "1.5T", "3T"}
  acceleration : real in [1, 4]
  motion       : real in [0, 10] mm
  tissue       : mask[slice] {background, csf, grey, white, hippocampus}
  kspace       : kspace[coils, slice]
  image        : image[slice] in [0, inf)
}

noise {
  u_size   ~ Uniform(0.9, 1.1)
  u_kspace : kspace[coils, slice] ~ ComplexNormal(0, 0.01)
}

mechanisms {
  field        ~ Categorical("0.55T" = 0.1, "1.5T" = 0.5, "3T" = 0.4) via gumbel_max
  acceleration ~ Uniform(1, 4)
  motion       ~ Exponential(1) truncated [0, 10]
  tissue       := brain(slice, u_size, 0.3)
  kspace       := shake(fourier(coil_maps(coils, slice) * spoiled_gradient_echo(tissue, field, 8 ms)), motion) + u_kspace
  image        := abs(sense(cartesian(kspace, acceleration), acceleration))
}

queries {
  still  : image had motion = 0 mm
  strong : image had field = "3T"
  ladder : image had acceleration in 1 .. 4 by 1
}
