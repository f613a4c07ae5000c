dag {
bb="0,0,1,1"
dose [exposure,pos="0.1,0.2"]
pain [outcome,pos="0.3,0.4"]
age [adjusted,pos="0.3,0.1"]
u [latent,pos="0.5,0.5"]
dose -> pain
age -> dose
age -> pain
u -> pain
}
