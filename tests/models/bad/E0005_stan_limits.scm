causalimg 1

variables {
  age    : real<lower=18, upper=100> years
  dose   : real<lower=0> mGy
  change : real<upper=1>
}
