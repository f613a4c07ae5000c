causalimg 1

param side : int = 8
grid slice = sides x sides at 1 mm

variables {
  image    : image[slice]
  tissue   : mask[slice] {air, lung}
  air_area : real in [0, inf) mm^2
}

mechanisms {
  image    ~ Normal(0, 1)
  tissue   := if image > 0 then air else lung
  air_area := area(tissue == air)
}
