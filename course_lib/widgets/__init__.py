"""The pictures of the course: widgets to move, and still pictures with alternative text."""

from .accuracy_grid import AccuracyGrid
from .activation_explorer import ActivationExplorer
from .backward_convolution import BackwardConvolution
from .backward_mode import BackwardMode
from .batch_norm_live import BatchNormLive
from .block_builder import BlockBuilder
from .conv_matrix import ConvMatrix
from .delete_blocks import DeleteBlocks
from .descent_surface import DescentSurface
from .effective_field import EffectiveField
from .finite_difference import FiniteDifference
from .framework_timeline import FrameworkTimeline
from .gradient_flow import GradientFlow
from .graph_stepper import GraphStepper
from .hidden_units import HiddenUnits
from .layer_walk import LayerWalk
from .learning_an_edge import LearningAnEdge
from .one_pixel_shift import OnePixelShift
from .one_window import OneWindow
from .perceptron_trainer import PerceptronTrainer
from .picture import canvas, figure, images, picture
from .pieces_and_regions import PiecesAndRegions
from .plain_or_residual import PlainOrResidual
from .plateau_and_drop import PlateauAndDrop
from .receptive_fields import ReceptiveFields
from .rosenblatt_machine import RosenblattMachine
from .sharing_calculator import SharingCalculator
from .softmax_cross_entropy import SoftmaxCrossEntropy
from .stale_gradients import StaleGradients
from .tensor_layouts import TensorLayouts
from .what_a_block_does import WhatABlockDoes
from .where_tracing_lies import WhereTracingLies
from .whitening_patch import WhiteningPatch

__all__ = [
    "AccuracyGrid",
    "ActivationExplorer",
    "BackwardConvolution",
    "BackwardMode",
    "BatchNormLive",
    "BlockBuilder",
    "ConvMatrix",
    "DeleteBlocks",
    "DescentSurface",
    "EffectiveField",
    "FiniteDifference",
    "FrameworkTimeline",
    "GradientFlow",
    "GraphStepper",
    "HiddenUnits",
    "LayerWalk",
    "LearningAnEdge",
    "OneWindow",
    "OnePixelShift",
    "PerceptronTrainer",
    "PiecesAndRegions",
    "PlainOrResidual",
    "PlateauAndDrop",
    "ReceptiveFields",
    "RosenblattMachine",
    "SharingCalculator",
    "SoftmaxCrossEntropy",
    "StaleGradients",
    "TensorLayouts",
    "WhatABlockDoes",
    "WhereTracingLies",
    "WhiteningPatch",
    "canvas",
    "figure",
    "images",
    "picture",
]
