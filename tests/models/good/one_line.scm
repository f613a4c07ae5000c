causalimg 1

model one_line "as short as it gets"
variables{x,y:real}
graph{x->y}
noise{u~Normal(0,1)}
mechanisms{x~Normal(0,1)
y:=x+u}
claims{}
queries{q:y had x=1}
