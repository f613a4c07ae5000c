import pyro
import pyro.distributions as dist

def model(data):
    mu = pyro.sample("mu", dist.Normal(0, 1))
    with pyro.plate("data", len(data)):
        pyro.sample("y", dist.Normal(mu, 1), obs=data)
    return mu
