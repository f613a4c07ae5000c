causalimg 1

model tube_voltage "a tube at another voltage"
variables {
voltage:real in [70,140] kVp
charge : real in (0,inf) mAs
air_kerma : real in (0,inf) uGy
}
noise {
u_kerma ~ Laplace(0,0.1)
}
mechanisms {
voltage ~ Uniform(70 kVp,140 kVp)
charge ~ Gamma(4,rate=0.5)
air_kerma := 3 uGy*(charge/1 mAs)*(voltage/80 kV)^2.5*exp(u_kerma)
}
queries {
softer:air_kerma had voltage=80 kVp
}
