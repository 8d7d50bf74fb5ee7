"""Perceptron to ResNet: the library under the course. See README.md for the map of its rooms."""
