causalimg 1

model at "words of the grammar are names where nothing else can stand"
variables {
x, at, by, P, E : real
from : binary
to, across : real
for : category {had, do}
inf_ : real
int : count
latent : real
model : binary
}
graph {
x, at -> by   "by the way"
by -> P, E
P -> from -> to
E -> across
for -> to
}
noise { as, with ~ Normal(0,1)
 import : real ~ Normal(0,1) }
parameters { param : real ~ Normal(0,1) }
mechanisms {
x := as
at ~ Normal(0,1)
by := x + at + with
P ~ Normal(by, 1)
E ~ Normal(param * by, 1)
from ~ Bernoulli(logit = P) via threshold
for ~ Categorical(had = 0.5, do = 0.5) via gumbel_max
to ~ Normal(match for { had: 1, do: from }, 1)
across := E + import
inf_ ~ Normal(0, 1)
int ~ Poisson(2)
latent ~ Normal(0, 1)
model ~ Bernoulli(0.5)
}
queries {
 for_ : E[E | x > 0, do(by = 1)]
 with_ : P had by = 1 given by, P
 E_ : from had by = 0
 do : P(from == 1 | do(by = 2))
}
