causalimg 1

variables {
  age, pressure : real
  sex           : category {female, male}
}

mechanisms {
  age      ~ Normal(50, 10)
  sex      ~ table()
  pressure ~ 1 + age + sex + age:sex
}
