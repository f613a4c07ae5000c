causalimg 1

from pyro import sample

variables {
  age, dose, bmi, pain : real
}

parameters {
  b = pyro.param("b", torch.tensor(1.))
}

mechanisms {
  age = numpyro.sample("age", dist.Normal(50, 10).to_event(1))
  with numpyro.plate("data", N):
  dose = dist.Normal(b * age, 1)
  bmi = pm.Normal("bmi", mu=age, sigma=1)
  pyro.deterministic("pain", dose + bmi)
}

pain = Normal(0, 1)
