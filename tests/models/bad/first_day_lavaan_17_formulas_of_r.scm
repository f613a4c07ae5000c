causalimg 1

variables {
  site               : category {north, south}
  age, dose, glucose : real
  weight, pressure   : real
}

mechanisms {
  age      ~ s(dose)
  dose     ~ age + (1|site)
  weight   ~ age*dose
  glucose  ~ poly(age, 2) + offset(dose)
  pressure ~ age + I(age^2) + factor(site)
}
