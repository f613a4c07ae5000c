causalimg 1

# Source: X. P. Burgos-Artizzu, D. Coronado-Gutierrez, B. Valenzuela-Alcaraz, E. Bonet-Carne,
# E. Eixarch, F. Crispi, E. Gratacos (2020), Evaluation of deep convolutional neural networks for
# automatic classification of common maternal fetal ultrasound planes, Scientific Reports. The table
# has the plane, the operator and the machine.
# Our reading: the operator chooses plane, machine and gain, and leaves callipers where something was
# measured; weeks of pregnancy decide what there is to see, and are not in the table.

model fetal_ultrasound "whoever holds the probe chooses the plane, the machine and the marks"

param latents : int = 32
param side : int = 64
grid  sector = side x side at 2 mm

variables {
  environment operator : category {op_1, op_2, op_3, other}
  latent gestation     : real in [18, 40] weeks
  plane                : category {abdomen, brain, femur, thorax, cervix, other_plane}
  machine              : category {voluson_e6, voluson_s8, voluson_s10, aloka}
  gain                 : real in [-30, 30]  ## in decibel, as the machine shows it
  callipers            : binary             ## crosses of a measurement burnt into the picture
  image                : image[sector] in [0, 255] grey
}

graph {
  operator -> plane             "the expert takes the difficult ones"
  operator -> machine, gain
  machine -> gain
  plane, operator -> callipers  "femur and head are measured, the chest is not"
  gestation, plane, machine, gain, callipers -> image
}

mechanisms {
  gestation ~ Uniform(18 weeks, 40 weeks)
  plane     ~ table() given operator via gumbel_max
  machine   ~ table() given operator via gumbel_max
  gain      ~ flow() given operator, machine
  callipers ~ table() given plane, operator via threshold
  image     ~ vae(latent = latents) given gestation, plane, machine, gain, callipers
}

predictors {
  finder : plane from image invariant to machine, gain, callipers
}

claims {
  plane _||_ machine, gain | operator
  callipers _||_ machine, gain | plane, operator
  image _||_ operator | gestation, plane, machine, gain, callipers
}

queries {
  unmarked      : image had callipers = 0
  other_machine : image, gain had machine = aloka
  brighter      : image had gain in 0 .. 20 by 5
  shortcut      : P(finder == femur | do(callipers = 1)) - P(finder == femur | do(callipers = 0))
}
