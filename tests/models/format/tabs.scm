causalimg 1

variables	{
	age	:	real	in	[0,	100]	years	##	doc	with	tabs
		ill : binary	# plain
	}
mechanisms {
			age ~ Uniform(0,	100)
		ill	~ Bernoulli(0.5)	via threshold
}
