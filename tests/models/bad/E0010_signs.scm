causalimg 1

grid chest = 64x64 at 5 mm

variables {
  年齢 : real in [0, 120) years years;
  field : category {'1.5T', "3T}
}

graph {
  年齢 → field
  年齢 field
}
