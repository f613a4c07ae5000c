causalimg 1

model ordinal_site "waves of a study as its environment"

variables {
  environment wave : ordinal {first < second < third}
  score            : real
}

graph {
  wave -> score
}

mechanisms {
  score ~ Normal(if wave > first then 1 else 0, if wave == third then 2 else 1)
}

queries {
  mean_of_second : E[score | wave == second]
}
