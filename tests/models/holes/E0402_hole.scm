causalimg 1

model sketch

variables {
  environment site : category {north, south}
  age              : real years
  disease          : binary
  visits           : count
  image            : image[1, 8, 8] in [0, 1]
}

graph {
  site -> age -> disease -> image
  age -> visits
}

mechanisms {
  age ~ flow() given site
}
