causalimg 1

variables {
  scanner : category {agfa, philips}
  dose    : real
}

graph {
  scanner -> dose
}

queries {
  which : E[scanner]
  often : P(scanner)
}
