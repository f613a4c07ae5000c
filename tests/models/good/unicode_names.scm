causalimg 1

model étude "names in many scripts, some of them wide"

variables {
  年齢 : real in [0, 120] years  ## age
  画質 : ordinal {悪い < 普通 < 良い}  ## quality of the image
  возраст : real
  größe : real in (0, inf) cm
  σ2 : real in (0, inf)
  병원 : category {서울, "부산 대학교"}
}

graph {
  年齢 -> 画質  "高齢者は動く"
  возраст -> größe
  병원 -> 年齢
}

noise {
  u_größe ~ Normal(0, 1)
}

mechanisms {
  병원     ~ Uniform() via gumbel_max
  年齢     ~ Normal(match 병원 { 서울: 40, "부산 대학교": 60 }, 10) truncated [0, 120]
  画質     ~ OrderedLogistic(-0.01 * (年齢 - 50), cuts = [-1, 1]) via threshold
  возраст ~ Normal(0, 1)
  größe := exp(5 + 0.1 * возраст + 0.1 * u_größe)
  σ2 ~ Exponential(1)
}

queries {
  若い : 画質 had 年齢 = 20 years
  良質 : P(画質 == 良い | do(年齢 = 30))
}
