causalimg 1

variables {
  age, dose, pressure : real
}

parameters {
  a, b : real
  s    : real in (0, inf)
}

mechanisms {
  age      ~ Normal(50, 10)
  dose     ~ Normal(0, 1)
  pressure ~ Normal(a * age + b * dose, s)
}

a == b
b > 0
a + b == 1
