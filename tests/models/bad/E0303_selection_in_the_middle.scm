causalimg 1

variables {
  disease, image_taken : binary
  selection archived   : binary
}

graph {
  disease -> archived -> image_taken
}
