"""Labelled data through the very functions production calls; coefficients fitted on it."""
