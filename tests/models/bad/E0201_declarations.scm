causalimg 1

model ward

variables {
  environment site   : real
  selection archived : category {yes, no}
  sex                : category {female, male} in [0, 1]
  disease            : binary mm
  stage              : ordinal {early, late}
  kind               : category {a < b}
}
