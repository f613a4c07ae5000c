causalimg 1
mechanisms {
  a := match site {
    north: 1,
    south: 2,
  }
  b := 2 * match site
    { north: match sex { female: 1, male: 2 }
    , south: if sex == male
             then 3
             else match sex {
               female: 4,
               male: 5
             }
    } + 1
  c ~ Normal(match digit { 0: 1.0, 1: 2.0, 2: 3.0, 3: 4.0, 4: 5.0, 5: 6.0, 6: 7.0, 7: 8.0, 8: 9.0, 9: 10.0 }, 1)
  d := match words { "a b": x, "c": y }^2
}
