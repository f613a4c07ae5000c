causalimg 1

model bidirected_chain "arrows of both kinds on one line"

variables {
  kv, ma, dose : real in (0, inf)
}

graph {
  kv <-> ma -> dose <- kv  "chosen together"
}

mechanisms {
  (kv, ma) ~ joint(bins = 4, hidden = 4, layers = 1)
  dose     ~ flow(4, 4, 1) given kv, ma
}

queries {
  lower : dose had kv = 1
}
