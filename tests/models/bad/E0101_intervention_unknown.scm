causalimg 1

variables {
  dose, pain : real
}

graph {
  dose -> pain
}

interventions {
  more : dose = 6
}

queries {
  one : pain had mor
  two : pain had dose
}
