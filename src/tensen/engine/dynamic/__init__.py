"""Disruption in time: shocks with a start, a length and a recovery; stocks, orders and clocks carry state.

Two models of propagation stand behind one interface (`tensen.engine.dynamic.simulate.simulate`): the loss
equation with buffers (`buffers`) and the inventory model of the field, ARIO (`ario`), with its firm-level
form (`firms`). All are pure: arrays in, arrays out. Time is counted in days, flows are per day, and a loss is
a share of a normal day's output.
"""
