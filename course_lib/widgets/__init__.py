"""The pictures of the course: widgets to move, and still pictures with alternative text."""

from .backward_mode import BackwardMode
from .finite_difference import FiniteDifference
from .graph_stepper import GraphStepper
from .hidden_units import HiddenUnits
from .perceptron_trainer import PerceptronTrainer
from .picture import canvas, figure, images, picture
from .rosenblatt_machine import RosenblattMachine
from .softmax_cross_entropy import SoftmaxCrossEntropy
from .tensor_layouts import TensorLayouts

__all__ = [
    "BackwardMode",
    "FiniteDifference",
    "GraphStepper",
    "HiddenUnits",
    "PerceptronTrainer",
    "RosenblattMachine",
    "SoftmaxCrossEntropy",
    "TensorLayouts",
    "canvas",
    "figure",
    "images",
    "picture",
]
