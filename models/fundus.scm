causalimg 1

# Source: H. Wei, P. Shi, J. Miao, M. Zhang, G. Bai, J. Qiu, F. Liu, W. Yuan (2023), CauDR: a
# causality-inspired domain generalization framework for fundus-based diabetic retinopathy grading.
# Grades G0 to G4, four domains with their own cameras, and a picture whose style must not decide.
# Our reading: the domain sets who comes, so how common each grade is, and which camera stands
# there; the camera sets the light. Bounds and spacing are ours.

model fundus "four clinics with their own patients and their own cameras grade one disease"

param latents : int = 64
param side : int = 64
grid  retina = side x side at 0.2 mm

variables {
  environment clinic : category {first, second, third, fourth}
  grade              : ordinal {none < mild < moderate < severe < proliferative}  ## diabetic retinopathy, G0 to G4
  camera             : category {desktop, handheld, ultrawide}
  illumination       : real in (0, inf)                                           ## mean brightness of the optic disc over that of the rim
  image              : image[3, retina] in [0, 255]
}

graph {
  clinic -> grade  "screening sees the healthy, a hospital sees the referred"
  clinic -> camera -> illumination
  grade, camera, illumination -> image
}

mechanisms {
  grade        ~ OrderedLogistic(linear(clinic)) via threshold
  camera       ~ table() given clinic via gumbel_max
  illumination ~ flow() given camera
  image        ~ vae(latent = latents) given grade, camera, illumination
}

predictors {
  grading : grade from image invariant to camera, illumination, clinic
}

claims {
  grade _||_ camera, illumination | clinic
  illumination _||_ clinic | camera
  image _||_ clinic | grade, camera, illumination
  invariant image given grade, camera, illumination across clinic
}

queries {
  other_camera : image, illumination had camera = handheld
  dimmer       : image had illumination = 0.5 * illumination
  course       : image had grade = proliferative
  healthy      : image had grade = none
  camera_bias  : P(grading == none | do(camera = handheld))
                 - P(grading == none | do(camera = desktop))
}
