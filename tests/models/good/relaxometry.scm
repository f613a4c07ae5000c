causalimg 1

model relaxometry "T2 from two echoes"

variables {
  t2           : real in (0, inf) ms
  first_echo   : real in (0, inf) ms
  first, second: real in (0, inf)
}

noise { u_first, u_second ~ Normal(0, 0.02) }

mechanisms {
  t2         ~ LogNormal(log(80), 0.2)
  first_echo ~ Uniform(0.008 s, 0.012 s)
  first      := exp(-(first_echo / t2) + u_first)
  second     := first^2 * exp(u_second)
}

queries {
  shorter : second had first_echo = 0.009 s
}
