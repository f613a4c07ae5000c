causalimg 1

model gantry "a tilted gantry and the distance of the eyes"

variables {
  tilt     : real in [-30, 30] deg
  distance : real in [0, 1] m
  lens     : real in [0, inf) uSv    ## dose of the eye
}

graph {
  tilt, distance -> lens
}

noise {
  u_lens ~ LogNormal(0, 0.3)
}

mechanisms {
  tilt     ~ Normal(0, 10 deg) truncated [-0.5 rad, 0.5 rad]
  distance ~ Uniform(10 cm, 90 cm)
  lens     := 40 uSv * u_lens / (0.1 + (distance / 1 m)^2) * (1 - abs(tilt) / 60 deg)
}

queries {
  upright : lens had tilt = 0 deg
  farther : E[lens | do(distance = 0.0005 km)]
}
