causalimg 1

model covid_portable "who lies in bed is filmed from the front"

grid film = 8 x 8 at 40 mm

variables {
  environment hospital : category {first, second, third}
  covid                : binary
  portable             : binary
  film_                : image[film] in [0, 1]
}

graph {
  hospital -> covid "the wave came at another time"
  covid -> portable <- hospital
  covid, portable -> film_
}

mechanisms {
  covid    ~ table() given hospital via threshold
  portable ~ table() given covid, hospital via threshold
  film_    ~ vae(latent = 2, width = 2) given covid, portable
}

predictors {
  triage : covid from film_ invariant to portable
}

claims {
  film_ _||_ hospital | covid, portable
  invariant film_ given covid, portable across hospital "a lung is a lung"
}

queries {
  standing : film_ had portable = 0
  shortcut : E[triage | do(portable = 1)] - E[triage | do(portable = 0)]
}
