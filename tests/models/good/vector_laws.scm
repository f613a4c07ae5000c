causalimg 1

model vector_laws "every law that draws several numbers at once"

variables {
  cause : real
  bell, heavy, peaked : vector[2]
  grown, waited, drawn : vector[2] in [0, inf)
  share : vector[2] in [0, 1]
  flat : vector[2]
  sure : vector[2]
}

mechanisms {
  cause  ~ Normal(0, 1)
  bell   ~ Normal([0, cause], 1)
  heavy  ~ StudentT(5, [cause, cause], 1)
  peaked ~ Laplace(cause, [1, 2])
  grown  ~ LogNormal([0, 0.1 * cause], 1)
  waited ~ Exponential([1, exp(cause)])
  drawn  ~ Gamma(2, [1, 3])
  share  ~ Beta([1, 2], [3, 4])
  flat   ~ Uniform(-1, [1, 2])
  sure   ~ Delta([cause, 1])
}
