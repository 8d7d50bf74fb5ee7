"""Shapes and counts: integers only, no array is computed here.

Networks as tables: layers.py is the notation; sizes.py, cost.py, receptive_field.py and dense.py read it;
geometries.py holds a few published networks by their windows. The tables of all others are in course_lib.nets.
The remaining files check the arguments of operations, for both libraries.
"""
