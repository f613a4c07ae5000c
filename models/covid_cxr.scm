causalimg 1

# Source: A. J. DeGrave, J. D. Janizek, S.-I. Lee (2021), AI for radiographic COVID-19 detection
# selects shortcuts over signal, Nature Machine Intelligence. Training sets were put together from one
# source with positive films only and one with negative films only.
# Our reading: that is selection and no arrow. A film got in if its status was the one its source
# was asked for, so status and source are tied in the data, and free of each other in the world;
# the source shows in the picture by its view and by the markers that its radiographers put down.

model covid_cxr "positive films from here, negative films from there, and what gives the source away"

param side : int = 64
grid  film = side x side at 5 mm

variables {
  environment source : category {github_covid, chestxray14}
  covid              : binary  ## PCR, as a perfect table would have it
  projection         : category {pa, ap}
  marker             : binary  ## letters of the radiographer in the corner
  image              : image[film] in [0, 1]
  selection compiled : binary  ## the film is in the training set
}

graph {
  source -> projection <- covid  "the very sick are imaged lying down"
  source -> marker
  covid, projection, marker -> image
  covid, source -> compiled      "from one source the positives were taken, from the other the negatives"
}

parameters {
  prevalence : real in (0, 1) ~ Beta(1, 1)
}

mechanisms {
  covid      ~ Bernoulli(prevalence) via threshold
  projection ~ table() given source, covid via gumbel_max
  marker     ~ table() given source via threshold
  image      ~ vae(latent = 32) given covid, projection, marker
  compiled   ~ Bernoulli(if covid
                         then match source { github_covid: 1, chestxray14: 0 }
                         else match source { github_covid: 0, chestxray14: 1 })
}

predictors {
  detector : covid from image invariant to marker
}

claims {
  marker _||_ projection | source, covid
  image _||_ source | covid, projection, marker
}

queries {
  shortcut  : E[detector | do(marker = 1)] - E[detector | do(marker = 0)]
  unmarked  : image had marker = 0
  upright   : image had projection = pa
  recovered : image had covid = 0
}
