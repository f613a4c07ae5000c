causalimg 1

model 病棟

variables {
  年齢 : real
  次   : real
}

mechanisms {
  年齢 ~ Normal(50, 10)
  次   := 歳 + 1
}
