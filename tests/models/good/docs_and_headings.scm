causalimg 1

model docs_and_headings "what the report will say of each variable"

variables {
  ## who they are
  age, weight : real in (0, 200)  ## of both
  sex : category {female, male}  ## as in the passport

  ## what they have
  nodule : binary  ## at least 6 mm; "solid" -> see the guideline
  latent growth : real  ## doubling time, nobody measured it

  ##
  ## how they were seen
  environment site : category {a, b}  ## hospital & city
}

mechanisms {
  ## laws may have headings too
  age ~ Uniform(0, 100)  ## nothing is a doc here
  weight ~ LogNormal(4, 0.2) truncated (0, 200)
  sex ~ table() given site via gumbel_max
  growth ~ Normal(match sex {female: 0, male: 1}, 1)
  nodule ~ Bernoulli(logit = growth + 0.01 * (age - 50)) via threshold
}
