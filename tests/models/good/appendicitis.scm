causalimg 1

model appendicitis "ultrasound first, CT only where it leaves doubt"
variables {
pain : ordinal {none<some<strong}
appendicitis : binary
ultrasound : category {normal, inflamed, "not seen"}
ct_done : binary
dose : real in [0,inf) mSv
}
graph {
appendicitis -> pain
appendicitis, pain -> ultrasound -> ct_done -> dose
}
mechanisms {
appendicitis ~ Bernoulli(0.15) via threshold
pain ~ OrderedLogistic(2*appendicitis, cuts=[0, 2]) via threshold
ultrasound ~ Categorical(normal = if appendicitis then 0.1 else 0.6, inflamed = if appendicitis then 0.6 else 0.05, "not seen" = if appendicitis then 0.3 else 0.35 * (1 + 0 * (pain == strong))) via gumbel_max
ct_done ~ Bernoulli(match ultrasound {normal: 0.05, inflamed: 0.3, "not seen": 0.8}) via threshold
dose ~ Delta(if ct_done then 8 mSv else 0 mSv)
}
queries {
everybody : E[dose | do(ct_done = 1)]
seen : dose had ultrasound = inflamed
}
