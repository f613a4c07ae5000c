causalimg 1

model ward_round "everything at once, in small"
from std.phantom import thorax
from std.xray import beer_lambert
param grains : real = 0.05
grid chest = 6 x 8 at 50 mm
variables {
environment site : category {north, south}   ## where
latent girth : real in [0.8,1.2]
age : real in [20,90] years   ## when admitted
ill : binary
score : ordinal {a<b<c}
visits : count
features : vector[2]
film : image[chest]
selection seen : binary
}
graph {
site -> age -> ill -> score
ill -> visits, features
girth, ill -> film
ill -> seen
}
noise { u_film : image[chest] ~ Normal(0,1) }
parameters { slope : real in (0,inf) ~ Exponential(1) }
mechanisms {
age ~ Normal(match site {north: 50, south: 60}, 10) truncated [20,90]
girth ~ Uniform(0.9, 1.1)
ill ~ Bernoulli(logit = slope*(age-55)/10) via threshold
score ~ OrderedLogistic(ill, cuts=[0,1]) via threshold
visits ~ NegativeBinomial(1+ill, 1) via threshold
features ~ MultivariateNormal([ill,0], [[1,0.2],[0.2,1]])
film := beer_lambert(thorax(chest, girth)) - 0.2*ill + grains*u_film
seen ~ Bernoulli(0.5+0.4*ill)
}
interventions { well : ill = 0 }
predictors { triage : ill from film, age }
claims { film _||_ site | ill }
queries {
q : film, score had well
r : P(ill | do(age = 50)) - P(ill | age > 60 years)
s : E[triage]
}
