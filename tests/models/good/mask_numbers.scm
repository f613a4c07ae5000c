causalimg 1

model mask_numbers "a mask without a grid, its labels numbered"

variables {
  shift  : real
  labels : mask[8, 8] {0..2}
}

noise {
  u_labels : image[1, 8, 8] ~ Normal(0, 1)
}

mechanisms {
  shift  ~ Normal(0, 1)
  labels := if u_labels + shift > 1 then 2 else if u_labels + shift > 0 then 1 else 0
}

queries {
  share : E[mean(labels == 2)]
}
