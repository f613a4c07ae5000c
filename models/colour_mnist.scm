causalimg 1

# Source: M. Monteiro, F. De Sousa Ribeiro, N. Pawlowski, D. C. Castro, B. Glocker (2023), Measuring
# axiomatic soundness of counterfactual image models, ICLR. Digit and hue both draw the picture and
# neither causes the other; in the confounded variant they are seen together all the same.
# Our reading: what ties them is an unseen common cause, the hand that chose the colours, and not an
# arrow; so `do(hue)` leaves the digit alone, however strongly the two go together in the data.

model colour_mnist "digit and hue draw the image; whoever chose the colours looked at the digits"

param latents : int = 16
grid  canvas = 28 x 28 at 1 px

variables {
  digit : category {0..9}
  hue   : real in [0, 1]  ## angle on the colour wheel, in turns
  image : image[3, canvas] in [0, 1]
}

graph {
  digit <-> hue  "the colours were handed out by digit"
  digit, hue -> image
}

mechanisms {
  (digit, hue) ~ joint()
  image        ~ vae(latent = latents) given digit, hue
}

predictors {
  reader : digit from image invariant to hue
}

queries {
  recoloured : image had hue = 0.7
  wheel      : image had hue in 0 .. 0.9 by 0.1
  swapped    : image, hue had digit = 3
  seen       : E[hue | digit == 7]
  made       : E[hue | do(digit = 7)]
}
