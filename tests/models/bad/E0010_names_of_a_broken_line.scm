causalimg 1

grid g = 8 x 8 at 1 mm

variables {
  ill : binary
  cut : mask[g] {bg, lung}
  red : image[g]
}

mechanisms {
  ill ~ Bernoulli(0.5) via threshold
  red ~ vae()
  cut := if red > 0.5 then bg else lung
}

queries {
  a : cut had ill > > 3
  b : E[area(cut == lung) had ill = 1 | ill == 0]
  c : cut had ill = true
}
