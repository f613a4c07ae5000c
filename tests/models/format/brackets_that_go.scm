causalimg 1
mechanisms {
  a := ((x))
  b := (x * y) + (z / w) - (u + v)
  c := -(-(x)) ^ (2) + (x^2)^3 + x^(2^3) + (-x)^2
  d := not (not (a)) and (b or c) and ((a and b) or c)
  e := (if a then b else c) + (if (a) then (b) else (c))
  f := (x < y) == (z > w)
  g := f((x), (y + 1), n = (2))
  h := (x - y) - (z - w) - ((u))
  i := 2 * (3 * 4) / (5 / 6) * (7 - 8)
}
queries {
  q : (image) - ((image had ill = (0)))
  r : ((E[y])) - (E[(y) | (x) == (1), do(z = (2))])
}
