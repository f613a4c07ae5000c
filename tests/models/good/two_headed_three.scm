causalimg 1

model two_headed_three "three findings of one unseen frailty"

variables {
  age              : real in [50, 100] years
  fall, dementia   : binary
  ward             : category {medicine, surgery, neurology}
}

graph {
  fall <-> dementia <-> ward <-> fall
  age -> fall, dementia, ward
}

mechanisms {
  age                    ~ Uniform(50, 100)
  (fall, dementia, ward) ~ joint(hidden = 4) given age via gumbel_max
}

queries {
  younger : fall, dementia, ward had age = 55 years
}
