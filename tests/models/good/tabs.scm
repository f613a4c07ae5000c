causalimg 1

model tabs "indented by tabs"
variables {
	age : real in [0, 100]	years	## tabs
	ill	: binary
}
mechanisms {
	age	~ Uniform(0,	100)
	ill	~ Bernoulli(0.5)	via	threshold
}
