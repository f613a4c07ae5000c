causalimg 1

model gradient_echo "echo times in a phantom whose labels are fat and muscle"

from std.mri import spoiled_gradient_echo

grid tube = 6 x 6 at 2 mm

variables {
  share  : real in (0, 1)
  filled : mask[tube] {background, fat, muscle}
  echo   : real in [1, 40] ms
  signal : image[tube]
}

noise {
  u_filled : image[tube] ~ Uniform(0, 1)
  u_signal : image[tube] ~ StudentT(5, 0, 0.01)
}

mechanisms {
  share  ~ Beta(2, 2)
  filled := if u_filled < 0.2 then background else if u_filled < share then fat else muscle
  echo   ~ Uniform(2 ms, 0.03 s)
  signal := spoiled_gradient_echo(filled, 3 T, echo, flip = 30) + u_signal
}

queries {
  in_phase : signal had echo = 2.3 ms
  fat_area : E[area(filled == fat)]
}
