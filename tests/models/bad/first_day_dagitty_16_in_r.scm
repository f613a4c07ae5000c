causalimg 1

variables {
  dose, pain : real
}

graph {
  dose -> pain
}

library(dagitty)
g <- dagitty("dag { u -> dose }")
exposures(g) <- "dose"
outcomes(g) <- "pain"
latents(g) <- "u"
coordinates(g) <- list(x = c(dose = 0), y = c(pain = 1))
plot(g)
