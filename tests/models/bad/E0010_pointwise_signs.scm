causalimg 1

variables {
  age : real
  dose : real
  sick : binary
}

graph {
  age -> dose
  age, dose -> sick
}

mechanisms {
  dose ~ Normal(0.01 .* age + age .^ 2 ./ 3, 1)
  age ~ Normal(1 .* 2, 1)
}
