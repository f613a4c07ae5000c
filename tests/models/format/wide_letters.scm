causalimg 1
variables {
  年齢 : real in [0, 120] years ## 年
  x : category {低い, 高い} ## two words
  長い名前の変数 : binary # 平
  état : real ## letters put together
  ｆｕｌｌ : real ## full width
}
graph {
  年齢 -> x "理由"
  長い名前の変数 -> x "なぜ"
  x -> ab "why"
}
