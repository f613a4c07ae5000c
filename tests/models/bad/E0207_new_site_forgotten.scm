causalimg 1

variables {
  environment site : category {boston, bethesda, alicante}
  rate             : real
}

mechanisms {
  rate ~ Normal(match site { boston: 0.92, bethesda: 0.85 }, 0.1)
}
