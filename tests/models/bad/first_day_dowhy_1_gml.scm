causalimg 1

variables {
  age, dose, pain : real
}

graph [
  directed 1
  node [ id 0 label "age" ]
  node [ id 1 label "dose" ]
  edge [ source 0 target 1 ]
]

graph {
  node [ id 2 label "pain" ]
  edge [ source 1 target 2 ]
}
