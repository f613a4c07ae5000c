causalimg 1

model front_door "contrast works through enhancement alone"

variables {
  contrast, enhanced, seen : binary
  latent habit             : binary
}

graph {
  contrast -> enhanced -> seen
  contrast <- habit -> seen
}

mechanisms {
  habit    ~ Bernoulli(0.5)
  contrast ~ Bernoulli(if habit == 1 then 0.8 else 0.2)
  enhanced ~ Bernoulli(if contrast == 1 then 0.95 else 0.05)
  seen     ~ Bernoulli(0.1 + 0.5 * enhanced + 0.3 * habit)
}

claims {
  enhanced _||_ habit | contrast
  contrast _||_ seen | enhanced, habit
}

queries {
  effect : P(seen | do(contrast = 1)) - P(seen | do(contrast = 0))
}
