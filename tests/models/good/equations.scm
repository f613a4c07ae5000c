causalimg 1

model equations "equations with one noise, several, finite ones and none"

param gain : real = 2
param most : int = 3

variables {
  environment site : category {north, south}
  sex              : category {female, male}
  x                : real
  y                : real in (0, inf)
  bounded          : real in (-1, 1)
  root             : real in (0, inf)
  cubed            : real
  grown            : real in (0, inf)
  lost             : real in [0, inf)
  flipped          : binary
  spun             : category {a, b, c}
  counted          : count
  ill              : binary
  constant         : real
  bigger           : binary
  severity         : ordinal {mild < severe}
}

parameters {
  by_sex : real
  offset : real in [0, 1] ~ Uniform(0, 1)
}

noise {
  u_x, u_y, u_bounded, u_cubed, u_grown, u_lost ~ Normal(0, 1)
  u_root                                        ~ Gamma(2, 1) truncated [0.1, 9]
  u_flip, u_other                               ~ Bernoulli(0.2)
  u_spun                                        : category {p, q} ~ Categorical(p = 0.3, q = 0.7)
  u_count                                       ~ Poisson(2)
  u_ill                                         ~ Uniform(0, 1)
}

mechanisms {
  sex      ~ table() given site
  x        := by_sex * (sex == male) - u_x / gain + (if site == north then 1 else offset)
  y        := exp(0.5 * x + match sex { female: 0.1, male: x } - 2 * u_y)
  bounded  := tanh(-(u_bounded - x))
  root     := sqrt(u_root) * (1 + softplus(x))
  cubed    := (u_cubed + x)^3
  grown    := gain^(1 - u_grown) / (2 + x^2)
  lost     := abs(u_lost) + max(x, 0) + clip(x, 0, most)
  flipped  := if u_flip == 1 and not u_other == 1 then sex == male else sex == female
  spun     := if u_spun == p then a else if sex == male then b else c
  counted  := max(u_count, 1)
  ill      := u_ill < sigmoid(x)
  constant := 3 * gain - most^2
  bigger   := x > y or x < -1
  severity := if x >= 0.5 then severe else mild
}
