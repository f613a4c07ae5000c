causalimg 1

variables {
  sex  : category [female, male]
  site : category (north, south)
}
