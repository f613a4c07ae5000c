causalimg 1

model m_bias "a chart review that had better be left alone"

variables {
  latent income, gene      : binary
  screening, chart, tumour : binary
}

graph {
  income -> screening
  income -> chart <- gene -> tumour
}

mechanisms {
  income    ~ Bernoulli(0.5)
  gene      ~ Bernoulli(0.1)
  screening ~ Bernoulli(0.2 + 0.6 * income)
  chart     ~ Bernoulli(if income or gene then 0.9 else 0.1)
  tumour    ~ Bernoulli(0.05 + 0.4 * gene)
}

claims {
  screening _||_ tumour
}

queries {
  alone    : P(tumour | screening == 1) - P(tumour | screening == 0)
  adjusted : P(tumour | screening == 1, chart == 1) - P(tumour | screening == 0, chart == 1)
}
