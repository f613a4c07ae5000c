causalimg 1

# Source: P. Tschandl, C. Rosendahl, H. Kittler (2018), The HAM10000 dataset, Scientific Data, for the
# variables; A. Bissoto, E. Valle, S. Avila (2020), Debiasing skin lesion datasets and models? Not so
# fast, CVPR workshops, for the artefacts; D. C. Castro, I. Walker, B. Glocker (2020), Causality
# matters in medical imaging, Nature Communications, for the direction: the lesion makes the picture.
# Our reading: a ruler is laid beside what looks dangerous, so it is an effect of the diagnosis and
# of the house; hair grows where it grows; skin tone is in no table and raises or lowers the risk.

model dermatoscopy "a lesion, the skin around it, and the things that lie on top"

param latents : int = 64
param side : int = 64
grid  lens = side x side at 0.25 mm

variables {
  environment source : category {vienna, queensland}
  age                : real in [0, 100] years
  sex                : category {female, male}
  latent skin_tone   : real                                           ## from light to dark; nobody wrote it down
  localisation       : category {head, trunk, arm, leg, hand_or_foot}
  diagnosis          : category {akiec, bcc, bkl, df, mel, nv, vasc}  ## seven kinds of lesion
  hair               : binary                                         ## hair across the lesion
  ruler              : binary                                         ## a scale beside the lesion
  image              : image[3, lens] in [0, 255]
}

graph {
  source -> age, skin_tone                                          "who lives there"
  age, sex -> localisation
  source, age, sex, localisation, skin_tone -> diagnosis            "a referral centre and a practice see different cases"
  sex, localisation -> hair
  source, diagnosis -> ruler                                        "what looks dangerous is measured"
  diagnosis, localisation, skin_tone, hair, ruler, source -> image  "each house has its own dermatoscope"
}

parameters {
  tone_shift : real ~ Normal(0, 1)  ## from Vienna to Queensland
}

mechanisms {
  age          ~ flow() given source
  sex          ~ table()
  skin_tone    ~ Normal(if source == queensland then tone_shift else 0, 1)
  localisation ~ linear() given age, sex via gumbel_max
  diagnosis    ~ linear() given source, age, sex, localisation, skin_tone via gumbel_max
  hair         ~ table() given sex, localisation via threshold
  ruler        ~ table() given source, diagnosis via threshold
  image        ~ vae(latent = latents)
                 given diagnosis, localisation, skin_tone, hair, ruler, source
}

predictors {
  lesion : diagnosis from image invariant to ruler
}

claims {
  hair _||_ diagnosis, age, source | sex, localisation
  ruler _||_ age, sex, hair | source, diagnosis
}

queries {
  shaved   : image had hair = 0
  no_ruler : image had ruler = 0
  benign   : image, ruler had diagnosis = nv
  shortcut : P(lesion == mel | do(ruler = 1)) - P(lesion == mel | do(ruler = 0))
  measured : P(ruler | diagnosis == mel) - P(ruler | diagnosis == nv)
}
