causalimg 1

model brain_slice "a drawn brain and the areas in it"

from std.phantom import brain

grid slice = 24 x 24 at 8 mm

variables {
  girth   : real in [0.8, 1.2]
  atrophy : real in [0, 1]
  turn    : real in [-20, 20] deg
  tissue  : mask[slice] {background, csf, grey, white, hippocampus}
  csf_area, brain_area : real in [0, inf) mm^2
}

graph {
  girth, atrophy, turn -> tissue -> csf_area, brain_area
}

mechanisms {
  girth      ~ Uniform(0.9, 1.1)
  atrophy    ~ Beta(2, 5)
  turn       ~ Normal(0, 5) truncated [-20, 20]
  tissue     := brain(slice, girth, atrophy, hippocampus = 1 - 0.5 * atrophy, turn = turn)
  csf_area   := area(tissue == csf)
  brain_area := area(tissue != background and tissue != csf)
}

queries {
  straight : tissue had turn = 0 deg
  wider    : E[csf_area | do(atrophy = 0.8)] - E[csf_area | do(atrophy = 0.2)]
}
