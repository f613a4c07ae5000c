causalimg 1

model ward

variables {
  sex     : category {female, male}
  disease : binary
  label   : binary
  environment site : category {north, south}
  scanner : category {agfa, philips}
}

graph {
  sex -> disease -> label <- site -> scanner
}

claims {
  sex _||_ scanner | label  "nobody picks a scanner by sex"
  sex _||_ disease
  invariant label given disease across site
  sex, disease _||_ scanner, site
}
