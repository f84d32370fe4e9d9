"""The simulator's invented population: a whole city from one seed, worked out when it is asked about."""
