causalimg 1

variables {
  dose, pain : real
}

graph {
  dose -> pain
  pain -> dose "the nurse gives more"
}
