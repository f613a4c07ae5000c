causalimg 1

model digit_strokes "strokes are measured, thickened and slanted"

from std.morpho import area, length, thickness, slant, width, height, intensity

variables {
  stroke             : image[1, 12, 12] in [0, 255] grey
  ink                : real in [0, inf) px^2
  how_long, how_thick: real in [0, inf) px
  lean               : real in [-1.6, 1.6] rad
  wide, high         : real in [0, inf) px
  bright             : real grey
}

noise {
  u_stroke : image[1, 12, 12] ~ Uniform(0, 255)
}

mechanisms {
  stroke    := u_stroke
  ink       := area(stroke)
  how_long  := length(stroke)
  how_thick := thickness(stroke)
  lean      := slant(stroke)
  wide      := width(stroke)
  high      := height(stroke)
  bright    := intensity(stroke)
}
