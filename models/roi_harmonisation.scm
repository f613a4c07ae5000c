causalimg 1

# Source: R. Wang, P. Chaudhari, C. Davatzikos (2021), Harmonization with flow-based causal
# inference, MICCAI. Site, sex and age act on what is measured in the brain; harmonising a person
# means asking for the measurements had the scan been taken at another site.
# Our reading: eight regions for their many; age and sex differ between sites, since each study
# invited other people. So `had site = first` alone would also move age and sex, to those of a
# neighbour of the first site; harmonising names them and keeps them. Bounds and sites are ours.

model roi_harmonisation "volumes of regions, had all of us been scanned at one place"

param regions : int = 8

variables {
  environment site : category {first, second, third, fourth, fifth}
  age              : real in [20, 95] years
  sex              : category {female, male}
  volumes          : vector[regions] in (0, inf) ml  ## regions of one atlas
}

graph {
  site -> age, sex           "each study invited other people"
  site, age, sex -> volumes  "scanner and protocol; biology; biology"
}

mechanisms {
  age     ~ flow() given site
  sex     ~ table() given site via gumbel_max
  volumes ~ flow() given site, age, sex
}

claims {
  age _||_ sex | site
}

interventions {
  same_person_at_first : site = first, age = age, sex = sex
}

queries {
  harmonised : volumes had same_person_at_first
  neighbour  : volumes, age, sex had site = first
  older      : volumes had age = age + 10 years
  ageing     : E[mean(volumes) | do(age = 70 years)] - E[mean(volumes) | do(age = 40 years)]
}
