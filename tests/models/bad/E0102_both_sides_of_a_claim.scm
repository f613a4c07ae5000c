causalimg 1

variables {
  age, dose, pain : real
}

graph {
  age -> dose -> pain
}

claims {
  age _||_ pain | age
}
