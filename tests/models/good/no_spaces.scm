causalimg 1

model no_spaces "spaces are for people"
param n:int=2*2
grid g=n x n at 1mm
variables{age:real in[0,100]years
ill:binary
site:category{a,b,"c d"}
grade:ordinal{lo<mid<hi}
image:image[2,g]in[0,1]}
mechanisms{age~Uniform(0,100)truncated[10,90]
site~Uniform()via gumbel_max
ill~Bernoulli(logit=(age-50)/10)via threshold
grade~OrderedLogistic(ill*-1,cuts=[-1,1])via threshold
image~vae(latent=2,width=2)given ill,grade,site}
queries{q:E[ill|do(age=50),site==a]-E[ill|do(age=20),site=="c d"]
r:image had ill=(not ill)}
