"""Systemic risk of firms (ESRI) on sparse networks: arrays in, arrays out.

Published by Diem, Borsos, Reisch, Kertész and Thurner (2022), "Quantifying firm-level economic systemic risk
from nation-wide supply networks", Scientific Reports 12, 7719; written here in losses. `W[j, i]` is what j
sells to i, `out_j` its row sum, `in_i` the column sum, `p_j` the sector of j, `e[k, l]` how firms of sector l
need inputs of sector k (2 essential, 1 non-essential, 0 negligible):

    Ld[j, i] = W[j, i] / sum of W[j', i] over j' in sector p_j     essential
             = W[j, i] / in_i                                      non-essential (0 where negligible)
    Lu[i, j] = W[i, j] / (out_i + final demand of i)
    sigma_j  = min(1, out_j / sum over the market of j of out_j' * (1 - x_j'))
    x_i      = min(1, max(s_i, max over essential sectors k of sum Ld * sigma * x, sum over non-essential))
    u_i      = min(1, max(s_i, sum_j Lu[i, j] * u_j))
    ESRI     = sum w_i * max(x_i, u_i) / sum w_i

`economy` lays a network out, `cascades` follows the published steps (synchronous, stop at eps), `converged`
bounds the limit for every firm, `largest` finds the top firms with proof. Compiled kernels stand beside a
plain reference in numpy and scipy; numba is imported only when a kernel is first used.
"""
