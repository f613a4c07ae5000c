causalimg 1

variables {
  sex    : category {female, male}
  height : real
}

mechanisms {
  sex    ~ Categorical(Female = 0.5, Male = 0.5)
  height ~ Normal(165 + 13 * (sex == "M"), 7)
}
