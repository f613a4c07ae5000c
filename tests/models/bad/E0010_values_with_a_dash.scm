causalimg 1

variables {
  digit : category {0-9}
  stage : ordinal {early > late}
  grade : ordinal {low <= high}
}
