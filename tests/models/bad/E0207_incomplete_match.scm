causalimg 1

model ward

variables {
  site : category {boston, bethesda, alicante}
  rate : real
  age  : real
}

mechanisms {
  site ~ table()
  rate := match site { boston: 0.92, bethesda: 0.85 }
  age  := match site { boston: 1, boston: 2, bethesda: 3, alicante: 4 }
}
