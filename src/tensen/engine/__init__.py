"""Pure numeric kernels of the loss equation: arrays in, arrays out.

The engine knows no country, no file and no clock, and imports nothing of ours. Its map is

    shortage of a need   short = max(0, sum_e w_e * d_source(e) - slack)        d = 1 on a removed edge
    shortage of a term   m     = short - min(rho * short, replace_max)
    loss of a node       d_i   = min(1, max(s_i, max over critical k * m, sum over linear a * m))

and `equilibrium` gives its least fixed point above the shock, with an upper bound beside it.
"""
